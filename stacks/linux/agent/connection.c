#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "agent.h"

enum { LABEL_ROOM = 512 * 3 + 4, ADDRESS_ROOM = 68 };

static int checked(const char *what, int result) {
  return result < 0 ? fail_errno(what, errno) : DONE;
}

static void turn_on(int fd, int level, int name) {
  const int one = 1;
  setsockopt(fd, level, name, &one, sizeof one);
}

static int local_end(int fd) {
  struct sockaddr_storage end;
  socklen_t length = sizeof end;
  if (getsockname(fd, (struct sockaddr *)&end, &length) < 0) return fail_errno("getsockname", errno);
  out_endpoint(&end);
  return DONE;
}

int call_open(Json request, int64_t id) {
  (void)id;
  char label[LABEL_ROOM];
  int family;
  if (!take_text(request, "case", label, sizeof label) || !take_family(request, &family) || !sockets_have_room()) return FAILED;
  const int fd = socket(family == 4 ? AF_INET : AF_INET6, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP);
  if (fd < 0) return errno == EAFNOSUPPORT ? fail_unsupported("this family", errno) : fail_errno("socket", errno);
  if (family == 6) turn_on(fd, IPPROTO_IPV6, IPV6_V6ONLY);
  out_integer("socket", sockets_add(fd, family, strdup(label)));
  return DONE;
}

int call_bind(Json request, int64_t id) {
  (void)id;
  Socket *one = take_socket(request);
  char address[ADDRESS_ROOM];
  struct sockaddr_storage end;
  socklen_t length;
  int64_t port;
  bool reuse;
  if (!one) return FAILED;
  strcpy(address, one->family == 4 ? "0.0.0.0" : "::");
  if (json_member(request, "address").at && !take_text(request, "address", address, sizeof address)) return FAILED;
  if (!take_integer(request, "port", 0, 0xffff, &port) || !take_flag(request, "reuseAddress", &reuse)) return FAILED;
  if (!address_sockaddr(address, one->family, port, &end, &length)) return FAILED;
  if (reuse) turn_on(one->fd, SOL_SOCKET, SO_REUSEADDR);
  if (bind(one->fd, (struct sockaddr *)&end, length) < 0) return fail_errno("bind", errno);
  return local_end(one->fd);
}

int call_listen(Json request, int64_t id) {
  (void)id;
  int64_t backlog;
  Socket *one;
  if (!take_integer(request, "backlog", 0, 0x7fffffff, &backlog) || !(one = take_socket(request))) return FAILED;
  return checked("listen", listen(one->fd, (int)backlog));
}

int call_connect(Json request, int64_t id) {
  (void)id;
  Socket *one = take_socket(request);
  char address[ADDRESS_ROOM];
  struct sockaddr_storage end;
  socklen_t length;
  int64_t port;
  if (!one || !take_text(request, "address", address, sizeof address) || !take_integer(request, "port", 0, 0xffff, &port)) return FAILED;
  if (!address_sockaddr(address, one->family, port, &end, &length) || !peers_allow(address)) return FAILED;
  const bool in_progress = connect(one->fd, (struct sockaddr *)&end, length) < 0;
  if (in_progress && errno != EINPROGRESS) return fail_errno("connect", errno);
  out_flag("inProgress", in_progress);
  return local_end(one->fd);
}

static int attempt_accept(const Wait *wait) {
  struct sockaddr_storage from;
  socklen_t length = sizeof from;
  const int fd = accept4(wait->fd, (struct sockaddr *)&from, &length, SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (fd < 0) return errno == EAGAIN ? WAITS : fail_errno("accept", errno);
  out_integer("socket", sockets_add_beside(wait->fd, fd));
  out_endpoint(&from);
  return DONE;
}

int call_accept(Json request, int64_t id) {
  Socket *listener = take_socket(request);
  int64_t within_ms;
  if (!listener || !take_integer_or(0, request, "withinMs", 0, LONGEST_WAIT_MS, &within_ms) || !sockets_have_room()) return FAILED;
  return wait_or_answer((Wait){.id = id, .fd = listener->fd, .events = POLLIN, .until_ms = now_ms() + within_ms, .attempt = attempt_accept});
}

int call_shutdown(Json request, int64_t id) {
  (void)id;
  char how[16];
  Socket *one;
  if (!take_text(request, "how", how, sizeof how)) return FAILED;
  const int number = strcmp(how, "receive") == 0 ? SHUT_RD : strcmp(how, "send") == 0 ? SHUT_WR : strcmp(how, "both") == 0 ? SHUT_RDWR : -1;
  if (number < 0) return fail_request("how must be one of send, receive, both");
  if (!(one = take_socket(request))) return FAILED;
  return checked("shutdown", shutdown(one->fd, number));
}

int call_close(Json request, int64_t id) {
  (void)id;
  Socket *one = take_socket(request);
  if (!one) return FAILED;
  socket_close(one);
  return DONE;
}

int call_abort(Json request, int64_t id) {
  (void)id;
  Socket *one = take_socket(request);
  if (!one) return FAILED;
  socket_abort(one);
  return DONE;
}

int call_end_case(Json request, int64_t id) {
  (void)id;
  char label[LABEL_ROOM];
  if (!take_text(request, "case", label, sizeof label)) return FAILED;
  out_integer("closed", sockets_abort_case(label));
  return DONE;
}

int call_local(Json request, int64_t id) {
  (void)id;
  Socket *one = take_socket(request);
  return one ? local_end(one->fd) : FAILED;
}

int call_remote(Json request, int64_t id) {
  (void)id;
  Socket *one = take_socket(request);
  struct sockaddr_storage end;
  socklen_t length = sizeof end;
  if (!one) return FAILED;
  if (getpeername(one->fd, (struct sockaddr *)&end, &length) < 0) return fail_errno("getpeername", errno);
  out_endpoint(&end);
  return DONE;
}
