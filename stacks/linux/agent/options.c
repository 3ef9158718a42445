#include <errno.h>
#include <stdlib.h>
#include <arpa/inet.h>
#include <string.h>
#include <sys/socket.h>
#include "agent.h"

enum { LARGEST_VALUE = 1024, LONGEST_TEXT = 64 };

typedef struct {
  const char *name;
  int level, number;
  enum { INT, LINGER, TEXT, OCTETS, ERRNO } shape;
} Option;

static const Option options[] = {
#include "option-table.h"
};

static const Option *take_option(Json request) {
  char name[LONGEST_TEXT + 4];
  if (!take_text(request, "option", name, sizeof name)) return NULL;
  for (size_t n = 0; n < sizeof options / sizeof *options; n++)
    if (strcmp(options[n].name, name) == 0) return &options[n];
  fail_unsupported("that option is not known here", 0);
  return NULL;
}

/* Source routes (RFC 791 3.1) may name declared peers alone; what cannot be read the kernel refuses. */
static bool routes_allowed(const unsigned char *octets, size_t count) {
  for (size_t at = 0; at < count && octets[at] != 0;) {
    if (octets[at] == 1) {
      at++;
      continue;
    }
    const size_t length = at + 1 < count && octets[at + 1] > 2 ? octets[at + 1] : 2;
    const size_t end = at + length < count ? at + length : count;
    for (size_t hop = at + 3; (octets[at] == 131 || octets[at] == 137) && hop + 4 <= end; hop += 4) {
      char text[INET_ADDRSTRLEN];
      inet_ntop(AF_INET, octets + hop, text, sizeof text);
      if (!peers_allow(text)) return false;
    }
    at = end;
  }
  return true;
}

/* The octets of a request's value; 0 after a failure was told. */
static size_t take_value(Json request, const Option *option, unsigned char into[LARGEST_VALUE]) {
  const Json value = json_member(request, "value");
  int64_t number;
  size_t count;
  if (option->shape == TEXT) return take_text(request, "value", (char *)into, LONGEST_TEXT + 4) ? strlen((char *)into) + 1 : 0;
  if (option->shape == OCTETS) {
    const unsigned char *octets = take_base64(request, "value", &count);
    if (!octets || !routes_allowed(octets, count)) return 0;
    if (count > LARGEST_VALUE) return fail_request("value is too long"), 0;
    memcpy(into, octets, count);
    return count + 1; /* one more, since none at all is a value too */
  }
  if (option->shape == LINGER) {
    bool on;
    if (!value.at || *value.at != '{') return fail_request("value must be an object"), 0;
    if (!take_flag(value, "on", &on) || !take_integer(value, "seconds", 0, 0x7fffffff, &number)) return 0;
    const struct linger linger = {on, (int)number};
    memcpy(into, &linger, sizeof linger);
    return sizeof linger;
  }
  if (value.at && (*value.at == 't' || *value.at == 'f')) number = *value.at == 't';
  else if (!take_integer(request, "value", INT32_MIN, INT32_MAX, &number)) return 0;
  const int native = (int)number;
  memcpy(into, &native, sizeof native);
  return sizeof native;
}

static int failed(const char *what) {
  return errno == ENOPROTOOPT ? fail_unsupported(what, errno) : fail_errno(what, errno);
}

int call_set_option(Json request, int64_t id) {
  (void)id;
  unsigned char octets[LARGEST_VALUE + 1];
  Socket *one = take_socket(request);
  const Option *option = one ? take_option(request) : NULL;
  size_t count = option ? take_value(request, option, octets) : 0;
  if (count == 0) return FAILED;
  if (option->shape == OCTETS) count--;
  return setsockopt(one->fd, option->level, option->number, octets, (socklen_t)count) < 0 ? failed("setsockopt") : DONE;
}

int call_get_option(Json request, int64_t id) {
  (void)id;
  unsigned char octets[LARGEST_VALUE + 1] = {0};
  socklen_t count = LARGEST_VALUE;
  int number = 0;
  Socket *one = take_socket(request);
  const Option *option = one ? take_option(request) : NULL;
  if (!option) return FAILED;
  if (getsockopt(one->fd, option->level, option->number, octets, &count) < 0) return failed("getsockopt");
  memcpy(&number, octets, sizeof number);
  if (option->shape == TEXT) out_text("value", (char *)octets);
  else if (option->shape == OCTETS) out_base64("value", octets, count);
  else if (option->shape == ERRNO) out_text("value", number == 0 ? "" : error_name(number));
  else if (option->shape == LINGER) {
    int seconds;
    memcpy(&seconds, octets + 4, sizeof seconds);
    out_raw(",\"value\":{\"on\":");
    out_raw(number ? "true" : "false");
    out_integer("seconds", seconds);
    out_raw("}");
  } else out_integer("value", count >= 4 ? number : octets[0]);
  return DONE;
}
