#define _GNU_SOURCE
#include <errno.h>
#include <linux/sockios.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include "agent.h"

/* One for all: it is read before anything else can run. */
static unsigned char octets[TRANSFER_LIMIT];

static const unsigned char *octets_to_send(Json request, size_t *count) {
  const Json fill = json_member(request, "fill");
  int64_t octet, number;
  if ((json_member(request, "data").at == NULL) == (fill.at == NULL)) return fail_request("send needs either data or fill"), NULL;
  if (!fill.at) return take_base64(request, "data", count);
  if (*fill.at != '{') return fail_request("fill must be an object"), NULL;
  if (!take_integer(fill, "count", 0, TRANSFER_LIMIT, &number) || !take_integer_or(0, fill, "octet", 0, 255, &octet)) return NULL;
  memset(octets, (int)octet, (size_t)number);
  *count = (size_t)number;
  return octets;
}

int call_send(Json request, int64_t id) {
  (void)id;
  Socket *one = take_socket(request);
  size_t count;
  bool urgent;
  if (!one || !take_flag(request, "urgent", &urgent)) return FAILED;
  const unsigned char *data = octets_to_send(request, &count);
  if (!data) return FAILED;
  const ssize_t taken = send(one->fd, data, count, MSG_DONTWAIT | MSG_NOSIGNAL | (urgent ? MSG_OOB : 0));
  if (taken < 0) return fail_errno("send", errno);
  out_integer("count", taken);
  return DONE;
}

static int attempt_receive(const Wait *wait) {
  const ssize_t count = recv(wait->fd, octets, wait->max, wait->flags);
  if (count < 0) return errno == EAGAIN ? WAITS : fail_errno("recv", errno);
  out_base64("data", octets, (size_t)count);
  out_flag("end", count == 0);
  return DONE;
}

int call_receive(Json request, int64_t id) {
  Socket *one = take_socket(request);
  int64_t max, within_ms;
  bool urgent, peek;
  if (!one || !take_integer(request, "max", 1, TRANSFER_LIMIT, &max) || !take_integer_or(0, request, "withinMs", 0, LONGEST_WAIT_MS, &within_ms)) return FAILED;
  if (!take_flag(request, "urgent", &urgent) || !take_flag(request, "peek", &peek)) return FAILED;
  const int flags = MSG_DONTWAIT | (urgent ? MSG_OOB : 0) | (peek ? MSG_PEEK : 0);
  const short events = urgent ? POLLPRI : POLLIN;
  return wait_or_answer((Wait){.id = id, .fd = one->fd, .events = events, .until_ms = now_ms() + within_ms, .attempt = attempt_receive, .max = (size_t)max, .flags = flags});
}

int call_poll(Json request, int64_t id) {
  (void)id;
  Socket *one = take_socket(request);
  if (!one) return FAILED;
  struct pollfd asked = {one->fd, POLLIN | POLLOUT | POLLPRI | POLLRDHUP, 0};
  poll(&asked, 1, 0);
  out_flag("readable", asked.revents & POLLIN);
  out_flag("writable", asked.revents & POLLOUT);
  out_flag("priority", asked.revents & POLLPRI);
  out_flag("error", asked.revents & POLLERR);
  out_flag("hangup", asked.revents & POLLHUP);
  out_flag("peerClosed", asked.revents & POLLRDHUP);
  return DONE;
}

static bool control(int fd, unsigned long question, int *answer) {
  *answer = 0;
  return ioctl(fd, question, answer) == 0 || (fail_errno("ioctl", errno), false);
}

int call_queued(Json request, int64_t id) {
  (void)id;
  Socket *one = take_socket(request);
  int received, unacknowledged, unsent;
  if (!one || !control(one->fd, FIONREAD, &received) || !control(one->fd, SIOCOUTQ, &unacknowledged) || !control(one->fd, SIOCOUTQNSD, &unsent)) return FAILED;
  out_integer("received", received);
  out_integer("unacknowledged", unacknowledged);
  out_integer("unsent", unsent);
  return DONE;
}

int call_at_mark(Json request, int64_t id) {
  (void)id;
  Socket *one = take_socket(request);
  int at_mark;
  if (!one || !control(one->fd, SIOCATMARK, &at_mark)) return FAILED;
  out_flag("atMark", at_mark != 0);
  return DONE;
}
