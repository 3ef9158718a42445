#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "agent.h"

static Socket *open_sockets;
static size_t count, room;
static int64_t last_handle;

bool sockets_have_room(void) {
  if (count < MOST_SOCKETS) return true;
  fail_refused("too many sockets");
  return false;
}

int64_t sockets_add(int fd, int family, char *label) {
  if (count == room) {
    room = room ? room * 2 : 64;
    open_sockets = realloc(open_sockets, room * sizeof *open_sockets);
    if (!open_sockets) abort();
  }
  open_sockets[count++] = (Socket){++last_handle, fd, family, label};
  return last_handle;
}

int64_t sockets_add_beside(int listener, int fd) {
  for (size_t n = 0; n < count; n++)
    if (open_sockets[n].fd == listener) return sockets_add(fd, open_sockets[n].family, strdup(open_sockets[n].label));
  abort(); /* waits end with their descriptor */
}

Socket *take_socket(Json request) {
  int64_t handle;
  if (!take_integer(request, "socket", 1, INT64_C(9007199254740991), &handle)) return NULL;
  for (size_t n = 0; n < count; n++)
    if (open_sockets[n].handle == handle) return &open_sockets[n];
  fail_no_socket();
  return NULL;
}

void socket_close(Socket *socket) {
  waits_cancel(socket->fd);
  close(socket->fd);
  free(socket->label);
  *socket = open_sockets[--count];
}

void socket_abort(Socket *socket) {
  const struct linger abortive = {1, 0};
  setsockopt(socket->fd, SOL_SOCKET, SO_LINGER, &abortive, sizeof abortive);
  socket_close(socket);
}

static int by_handle(const void *a, const void *b) {
  const int64_t left = ((const Socket *)a)->handle, right = ((const Socket *)b)->handle;
  return left < right ? -1 : left > right;
}

int sockets_abort_case(const char *label) {
  int aborted = 0;
  qsort(open_sockets, count, sizeof *open_sockets, by_handle); /* in the order in which they were opened */
  for (size_t n = 0; n < count;) {
    if (strcmp(open_sockets[n].label, label) != 0) {
      n++;
      continue;
    }
    Socket one = open_sockets[n];
    memmove(&open_sockets[n], &open_sockets[n + 1], (count - n - 1) * sizeof *open_sockets);
    open_sockets[count - 1] = one;
    socket_abort(&open_sockets[count - 1]);
    aborted++;
  }
  return aborted;
}

void sockets_abort_all(void) {
  while (count > 0) socket_abort(&open_sockets[count - 1]);
}
