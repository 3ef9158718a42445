#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "agent.h"

enum { DEEPEST = 32 };

static const char *skip_space(const char *at, const char *end) {
  while (at < end && (*at == ' ' || *at == '\t' || *at == '\n' || *at == '\r')) at++;
  return at;
}

static bool is_hex(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* Each of these returns what follows the value, or NULL where there is none. */
static const char *skip_text(const char *at, const char *end) {
  for (at++; at < end && *at != '"'; at++) {
    if ((unsigned char)*at < ' ') return NULL;
    if (*at != '\\') continue;
    if (++at >= end) return NULL;
    if (*at == 'u') {
      for (int n = 0; n < 4; n++)
        if (++at >= end || !is_hex(*at)) return NULL;
    } else if (!strchr("\"\\/bfnrt", *at)) return NULL;
  }
  return at < end ? at + 1 : NULL;
}

static const char *skip_digits(const char *at, const char *end) {
  const char *from = at;
  while (at < end && *at >= '0' && *at <= '9') at++;
  return at == from ? NULL : at;
}

static const char *skip_number(const char *at, const char *end) {
  if (*at == '-') at++;
  if (at < end && *at == '0') at++;
  else if (!(at = skip_digits(at, end))) return NULL;
  if (at < end && *at == '.' && !(at = skip_digits(at + 1, end))) return NULL;
  if (at < end && (*at == 'e' || *at == 'E')) {
    at++;
    if (at < end && (*at == '+' || *at == '-')) at++;
    at = skip_digits(at, end);
  }
  return at;
}

static const char *skip_value(const char *at, const char *end, int depth);

static const char *skip_members(const char *at, const char *end, int depth) {
  const char close = *at == '{' ? '}' : ']';
  at = skip_space(at + 1, end);
  if (at < end && *at == close) return at + 1;
  for (;;) {
    if (close == '}') {
      if (at >= end || *at != '"' || !(at = skip_text(at, end))) return NULL;
      at = skip_space(at, end);
      if (at >= end || *at != ':') return NULL;
      at++;
    }
    if (!(at = skip_value(at, end, depth))) return NULL;
    at = skip_space(at, end);
    if (at >= end) return NULL;
    if (*at == close) return at + 1;
    if (*at != ',') return NULL;
    at = skip_space(at + 1, end);
  }
}

static const char *skip_word(const char *at, const char *end, const char *word) {
  const size_t length = strlen(word);
  return (size_t)(end - at) >= length && memcmp(at, word, length) == 0 ? at + length : NULL;
}

static const char *skip_value(const char *at, const char *end, int depth) {
  at = skip_space(at, end);
  if (at >= end || depth > DEEPEST) return NULL;
  if (*at == '{' || *at == '[') return skip_members(at, end, depth + 1);
  if (*at == '"') return skip_text(at, end);
  if (*at == 't') return skip_word(at, end, "true");
  if (*at == 'f') return skip_word(at, end, "false");
  if (*at == 'n') return skip_word(at, end, "null");
  return skip_number(at, end);
}

bool json_is_object(const char *line, size_t length) {
  const char *end = line + length;
  const char *at = skip_space(line, end);
  if (at >= end || *at != '{') return false;
  at = skip_value(at, end, 0);
  return at && skip_space(at, end) == end;
}

static Json value_at(const char *at, const char *end) {
  at = skip_space(at, end);
  return (Json){at, skip_value(at, end, 0) - at};
}

Json json_member(Json object, const char *name) {
  const char *end = object.at + object.length;
  const char *at = skip_space(object.at, end) + 1;
  Json found = {NULL, 0};
  for (at = skip_space(at, end); at < end && *at == '"'; at = skip_space(at, end)) {
    char key[64];
    const bool same = json_text(value_at(at, end), key, sizeof key) >= 0 && strcmp(key, name) == 0;
    const Json value = value_at(strchr(skip_text(at, end), ':') + 1, end);
    if (same) found = value; /* the last of a name, as elsewhere */
    at = skip_space(value.at + value.length, end);
    if (*at == ',') at++;
  }
  return found;
}

Json json_first(Json list) {
  const char *end = list.at + list.length;
  const char *at = skip_space(list.at + 1, end);
  return *at == ']' ? (Json){NULL, 0} : value_at(at, end);
}

Json json_next(Json list, Json item) {
  const char *end = list.at + list.length;
  const char *at = skip_space(item.at + item.length, end);
  return *at == ',' ? value_at(at + 1, end) : (Json){NULL, 0};
}

bool json_is_text(Json value) {
  return value.at && *value.at == '"';
}

bool json_is_list(Json value) {
  return value.at && *value.at == '[';
}

bool json_integer(Json value, int64_t *number) {
  if (!value.at || value.length > 32 || (*value.at != '-' && (*value.at < '0' || *value.at > '9'))) return false;
  char digits[33];
  memcpy(digits, value.at, value.length);
  digits[value.length] = '\0';
  const double read = strtod(digits, NULL);
  if (!(fabs(read) <= 9007199254740991.0) || read != floor(read)) return false;
  *number = (int64_t)read;
  return true;
}

static unsigned hex4(const char *at) {
  char digits[5] = {at[0], at[1], at[2], at[3], '\0'};
  return (unsigned)strtoul(digits, NULL, 16);
}

static size_t utf8(unsigned code, char *into) {
  if (code < 0x80) return into[0] = (char)code, 1;
  if (code < 0x800) return into[0] = (char)(0xc0 | code >> 6), into[1] = (char)(0x80 | (code & 0x3f)), 2;
  into[0] = (char)(0xe0 | code >> 12);
  into[1] = (char)(0x80 | (code >> 6 & 0x3f));
  into[2] = (char)(0x80 | (code & 0x3f));
  return 3; /* halves of a surrogate pair stay halves: labels are only compared */
}

ptrdiff_t json_text(Json value, char *into, size_t room) {
  if (!json_is_text(value)) return -1;
  size_t count = 0;
  for (const char *at = value.at + 1; at < value.at + value.length - 1; at++) {
    if (count + 4 > room) return -1;
    if (*at != '\\') into[count++] = *at;
    else if (*++at == 'u') count += utf8(hex4(at + 1), into + count), at += 4;
    else into[count++] = *at == 'n' ? '\n' : *at == 't' ? '\t' : *at == 'r' ? '\r' : *at == 'b' ? '\b' : *at == 'f' ? '\f' : *at;
  }
  into[count] = '\0';
  return (ptrdiff_t)count;
}
