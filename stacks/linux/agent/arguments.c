#include <stdio.h>
#include <string.h>
#include "agent.h"

static bool wrong(const char *name, const char *what) {
  char text[160];
  snprintf(text, sizeof text, "%s must be %s", name, what);
  fail_request(text);
  return false;
}

bool take_integer(Json request, const char *name, int64_t least, int64_t most, int64_t *number) {
  char what[80];
  if (json_integer(json_member(request, name), number) && *number >= least && *number <= most) return true;
  snprintf(what, sizeof what, "an integer from %lld to %lld", (long long)least, (long long)most);
  return wrong(name, what);
}

bool take_integer_or(int64_t absent, Json request, const char *name, int64_t least, int64_t most, int64_t *number) {
  *number = absent;
  return !json_member(request, name).at || take_integer(request, name, least, most, number);
}

bool take_text(Json request, const char *name, char *into, size_t room) {
  char what[64];
  if (json_text(json_member(request, name), into, room) >= 0) return true;
  snprintf(what, sizeof what, "a text of at most %zu octets", room - 4);
  return wrong(name, what);
}

bool take_flag(Json request, const char *name, bool *value) {
  const Json member = json_member(request, name);
  *value = member.at && *member.at == 't';
  return !member.at || *value || *member.at == 'f' || wrong(name, "true or false");
}

bool take_family(Json request, int *family) {
  int64_t number;
  if (!json_integer(json_member(request, "family"), &number) || (number != 4 && number != 6)) return wrong("family", "4 or 6");
  *family = (int)number;
  return true;
}

static int digit_of(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  return c == '+' ? 62 : c == '/' ? 63 : -1;
}

const unsigned char *take_base64(Json request, const char *name, size_t *count) {
  static unsigned char octets[LINE_LIMIT];
  const Json value = json_member(request, name);
  const char *at = value.at + 1;
  const char *end = value.at + value.length - 1;
  *count = 0;
  if (!json_is_text(value) || (end - at) % 4 != 0) return wrong(name, "base64"), NULL;
  const size_t padding = end > at && end[-1] == '=' ? (end[-2] == '=' ? 2 : 1) : 0;
  uint32_t group = 0;
  for (size_t n = 0; at < end - padding; n++, at++) {
    const int digit = digit_of(*at);
    if (digit < 0) return wrong(name, "base64"), NULL;
    group = group << 6 | (uint32_t)digit;
    if (n % 4 != 0) octets[(*count)++] = (unsigned char)(group >> (6 - n % 4 * 2));
  }
  return octets;
}
