#define _GNU_SOURCE
#include <errno.h>
#include <time.h>
#include <linux/errqueue.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include "agent.h"

#ifndef IPV6_2292PKTOPTIONS
#define IPV6_2292PKTOPTIONS 6
#endif

enum { MOST_REPORTS = 1000, ROOM = 512 };

static bool is_error(const struct cmsghdr *message) {
  return (message->cmsg_level == IPPROTO_IP && message->cmsg_type == IP_RECVERR) || (message->cmsg_level == IPPROTO_IPV6 && message->cmsg_type == IPV6_RECVERR);
}

static bool report(const struct sock_extended_err *error, bool first) {
  const bool local = error->ee_origin == SO_EE_ORIGIN_LOCAL;
  if (!local && error->ee_origin != SO_EE_ORIGIN_ICMP && error->ee_origin != SO_EE_ORIGIN_ICMP6) return false;
  out_raw(first ? "{\"origin\":" : ",{\"origin\":");
  out_raw(local ? "\"local\"" : "\"icmp\"");
  out_text("errno", error_name((int)error->ee_errno));
  out_integer("type", error->ee_type);
  out_integer("code", error->ee_code);
  out_raw("}");
  return true;
}

int call_error_reports(Json request, int64_t id) {
  (void)id;
  Socket *one = take_socket(request);
  bool first = true;
  if (!one) return FAILED;
  out_raw(",\"reports\":[");
  for (int n = 0; n < MOST_REPORTS; n++) {
    char data[ROOM];
    _Alignas(struct cmsghdr) char control[ROOM];
    struct iovec vector = {data, sizeof data};
    struct msghdr header = {.msg_iov = &vector, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
    if (recvmsg(one->fd, &header, MSG_ERRQUEUE | MSG_DONTWAIT) < 0) {
      if (errno == EAGAIN) break;
      return fail_errno("recvmsg", errno);
    }
    for (struct cmsghdr *message = CMSG_FIRSTHDR(&header); message; message = CMSG_NXTHDR(&header, message))
      if (is_error(message) && report((const struct sock_extended_err *)CMSG_DATA(message), first)) first = false;
  }
  out_raw("]");
  return DONE;
}

int call_received_traffic_class(Json request, int64_t id) {
  (void)id;
  Socket *one = take_socket(request);
  _Alignas(struct cmsghdr) char control[ROOM];
  socklen_t length = sizeof control;
  if (!one) return FAILED;
  const bool is6 = one->family == 6;
  if (getsockopt(one->fd, is6 ? IPPROTO_IPV6 : IPPROTO_IP, is6 ? IPV6_2292PKTOPTIONS : IP_PKTOPTIONS, control, &length) < 0)
    return errno == ENOPROTOOPT ? fail_unsupported("getsockopt", errno) : fail_errno("getsockopt", errno);
  struct msghdr header = {.msg_control = control, .msg_controllen = length};
  for (struct cmsghdr *message = CMSG_FIRSTHDR(&header); message; message = CMSG_NXTHDR(&header, message)) {
    const bool found = (message->cmsg_level == IPPROTO_IP && message->cmsg_type == IP_TOS) || (message->cmsg_level == IPPROTO_IPV6 && message->cmsg_type == IPV6_TCLASS);
    if (!found) continue;
    int class = 0;
    const size_t octets = message->cmsg_len - CMSG_LEN(0);
    memcpy(&class, CMSG_DATA(message), octets < sizeof class ? octets : sizeof class);
    out_integer("trafficClass", class & 0xff);
    break;
  }
  return DONE;
}
