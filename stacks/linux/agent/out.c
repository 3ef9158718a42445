#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>
#include "agent.h"

static char *kept;
static size_t used, room, begun;

static void append(const char *octets, size_t count) {
  if (used + count > room) {
    room = (used + count) * 2;
    kept = realloc(kept, room);
    if (!kept) abort();
  }
  memcpy(kept + used, octets, count);
  used += count;
}

void out_raw(const char *text) {
  append(text, strlen(text));
}

void out_begin(int64_t id) {
  char text[64];
  begun = used;
  snprintf(text, sizeof text, "{\"id\":%lld,\"ok\":true", (long long)id);
  out_raw(text);
}

void out_undo(void) {
  used = begun;
}

void out_end(void) {
  out_raw("}\n");
}

static void quoted(const char *text) {
  out_raw("\"");
  for (; *text; text++) {
    char escape[8] = {*text, '\0'};
    if (*text == '"' || *text == '\\') snprintf(escape, sizeof escape, "\\%c", *text);
    else if ((unsigned char)*text < ' ') snprintf(escape, sizeof escape, "\\u%04x", (unsigned char)*text);
    out_raw(escape);
  }
  out_raw("\"");
}

static void name_of(const char *name) {
  out_raw(",\"");
  out_raw(name);
  out_raw("\":");
}

void out_text(const char *name, const char *value) {
  name_of(name);
  quoted(value);
}

void out_member(const char *name, const char *value, bool first) {
  if (!first) out_raw(",");
  quoted(name);
  out_raw(":");
  quoted(value);
}

void out_integer(const char *name, int64_t value) {
  char text[32];
  name_of(name);
  snprintf(text, sizeof text, "%lld", (long long)value);
  out_raw(text);
}

void out_unsigned(const char *name, uint64_t value) {
  char text[32];
  name_of(name);
  snprintf(text, sizeof text, "%llu", (unsigned long long)value);
  out_raw(text);
}

void out_flag(const char *name, bool value) {
  name_of(name);
  out_raw(value ? "true" : "false");
}

void out_base64(const char *name, const unsigned char *octets, size_t count) {
  static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  name_of(name);
  out_raw("\"");
  for (size_t at = 0; at < count; at += 3) {
    const size_t left = count - at;
    const unsigned group = (unsigned)octets[at] << 16 | (left > 1 ? (unsigned)octets[at + 1] << 8 : 0) | (left > 2 ? octets[at + 2] : 0);
    const char four[4] = {digits[group >> 18], digits[group >> 12 & 63], left > 1 ? digits[group >> 6 & 63] : '=', left > 2 ? digits[group & 63] : '='};
    append(four, 4);
  }
  out_raw("\"");
}

void out_greeting(void) {
  struct utsname system;
  uname(&system);
  out_raw("\"hello\":\"tcpspec-agent\",\"protocol\":1");
  out_text("os", system.sysname);
  out_text("kernel", system.release);
  out_raw(",\"calls\":[");
  out_raw(CALL_NAMES);
  out_raw("]");
  out_flag("needsToken", asks_for_token());
}

bool out_flush(int fd) {
  for (size_t at = 0; at < used;) {
    const ssize_t count = write(fd, kept + at, used - at);
    if (count > 0) at += (size_t)count;
    else if (errno == EAGAIN) {
      struct pollfd ready = {fd, POLLOUT, 0};
      poll(&ready, 1, -1);
      if (ready.revents & (POLLHUP | POLLERR)) return false;
    } else if (errno != EINTR) return false;
  }
  used = 0;
  return true;
}

const char *error_name(int error) {
  const char *name = strerrorname_np(error);
  return name ? name : "EUNKNOWN";
}

/* The last failure, until it is told. */
static const char *kind;
static char message[256];
static int number;

static int failed(const char *what, const char *text, int error) {
  kind = what;
  number = error;
  if (error) snprintf(message, sizeof message, "%s: %s", text, error_name(error));
  else snprintf(message, sizeof message, "%s", text);
  return FAILED;
}

int fail_request(const char *text) {
  return failed("bad-request", text, 0);
}

int fail_unsupported(const char *text, int error) {
  return failed("unsupported", text, error);
}

int fail_refused(const char *text) {
  return failed("refused", text, 0);
}

int fail_errno(const char *text, int error) {
  return failed("errno", text, error);
}

int fail_no_socket(void) {
  return failed("no-such-socket", "there is no such socket", 0);
}

void out_failure(int64_t id) {
  char text[64] = "{\"id\":null,\"ok\":false";
  out_undo();
  if (id >= 0) snprintf(text, sizeof text, "{\"id\":%lld,\"ok\":false", (long long)id);
  out_raw(text);
  out_text("error", kind);
  if (number) out_text("errno", error_name(number));
  out_text("message", message);
  out_end();
}
