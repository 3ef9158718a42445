#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "agent.h"

enum { SHORTEST_TOKEN = 16, MOST_CONTROLLERS = 16 };

static char line[LINE_LIMIT + 1];
static size_t kept;
static bool oversized;

static void take_line(size_t length) {
  const Json request = {line, length};
  char name[68];
  int64_t id = -1;
  int result;
  if (length == 0 || strspn(line, " \t\r") >= length) return;
  out_begin(0);
  out_undo();
  if (!json_is_object(line, length)) result = fail_request("the line is not a JSON object");
  else if (!json_integer(json_member(request, "id"), &id) || id < 0) result = (id = -1, fail_request("id must be an integer that is not negative"));
  else if (json_text(json_member(request, "call"), name, sizeof name) < 0) result = json_is_text(json_member(request, "call")) ? fail_unsupported("there is no such call", 0) : fail_request("call must be a string");
  else {
    out_begin(id);
    result = make_call(name, request, id);
  }
  if (result == DONE) out_end();
  else if (result == WAITS) out_undo();
  else out_failure(id);
}

/* Its head may tell whose it is. */
static void take_oversized(void) {
  long long id = -1;
  if (sscanf(line, " { \"id\" : %15lld ,", &id) != 1 || id < 0) id = -1;
  out_begin(0);
  fail_request("the line is too long");
  out_failure(id);
}

static void take_octets(const char *octets, size_t count) {
  for (size_t n = 0; n < count; n++) {
    if (octets[n] != '\n') {
      if (kept < LINE_LIMIT) line[kept++] = octets[n];
      else oversized = true;
      continue;
    }
    line[kept] = '\0';
    if (oversized) take_oversized();
    else take_line(kept);
    kept = 0;
    oversized = false;
  }
}

static volatile sig_atomic_t signalled;

static void note(int signal) {
  (void)signal;
  signalled = 1;
}

/* Serves one controller until its end ends; then nothing of it is open any more. */
static void serve(int input, int output) {
  static char octets[64 * 1024];
  fcntl(input, F_SETFL, fcntl(input, F_GETFL) | O_NONBLOCK);
  out_begin(0);
  out_undo();
  out_raw("{");
  out_greeting();
  out_end();
  while (!signalled && out_flush(output)) {
    waits_poll(input);
    const ssize_t count = read(input, octets, sizeof octets);
    if (count > 0) take_octets(octets, (size_t)count);
    if (was_guessing()) out_flush(output);
    if (was_guessing()) break;
    if (count > 0) continue;
    if (count == 0 || (errno != EAGAIN && errno != EINTR)) break;
  }
  sockets_abort_all();
  settings_restore();
}

/* A port of a virtual machine has no end of its own: it hangs up while nobody is at the other one. */
static void serve_port(const char *path) {
  const int port = open(path, O_RDWR | O_CLOEXEC);
  if (port < 0) {
    perror(path);
    exit(1);
  }
  for (;;) {
    const struct timespec pause = {0, 20 * 1000 * 1000};
    struct pollfd there = {port, POLLOUT, 0};
    while (poll(&there, 1, -1) > 0 && (there.revents & POLLHUP)) nanosleep(&pause, NULL);
    const pid_t child = fork(); /* what one controller leaves is gone with its process */
    if (child == 0) {
      serve(port, port);
      _exit(0);
    }
    waitpid(child, NULL, 0);
  }
}

static const char *token_in(const char *path) {
  static char text[256];
  FILE *file = fopen(path, "r");
  if (!file || !fgets(text, sizeof text, file)) {
    perror(path);
    exit(1);
  }
  text[strcspn(text, "\r\n")] = '\0';
  if (strlen(text) < SHORTEST_TOKEN) {
    fputs("the token has to have 16 characters or more\n", stderr);
    exit(1);
  }
  return text;
}

/* At a control address, for those who know the token: a process for each, so that what one leaves is gone with it. */
static void serve_address(const char *address, const char *port, const char *token_file) {
  struct sockaddr_storage own;
  socklen_t length;
  const int family = strchr(address, ':') ? 6 : 4, one = 1;
  const char *token = token_in(token_file);
  if (!address_sockaddr(address, family, atoi(port), &own, &length)) exit(2);
  const int listener = socket(own.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (bind(listener, (struct sockaddr *)&own, length) < 0 || listen(listener, MOST_CONTROLLERS) < 0) {
    perror(address);
    exit(1);
  }
  printf("agent listens at %s port %s\n", address, port);
  fflush(stdout);
  signal(SIGCHLD, SIG_IGN);
  while (!signalled) {
    const int controller = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
    if (controller < 0) continue;
    setsockopt(controller, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (fork() == 0) {
      close(listener);
      ask_for_token(token);
      peers_require();
      serve(controller, controller);
      _exit(0);
    }
    close(controller);
  }
}

/* agent: over its standard streams. agent DEVICE: at a port. agent offloads-off INTERFACE: sees to an interface, and ends.
 * agent ADDRESS PORT TOKEN-FILE: at a control address. */
int main(int count, char **words) {
  const struct sigaction action = {.sa_handler = note};
  signal(SIGPIPE, SIG_IGN);
  for (int n = 0; n < 3; n++) sigaction((int[]){SIGTERM, SIGINT, SIGHUP}[n], &action, NULL);
  if (count == 3 && strcmp(words[1], "offloads-off") == 0) return leave_frames_alone(words[2]), 0;
  if (count == 2) serve_port(words[1]);
  else if (count == 4) serve_address(words[1], words[2], words[3]);
  else serve(STDIN_FILENO, STDOUT_FILENO);
  return 0;
}
