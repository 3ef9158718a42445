#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "agent.h"

enum { LONGEST_NAME = 256, LONGEST_VALUE = 4096, MOST_NAMES = 1000 };

typedef struct Changed {
  struct Changed *before;
  char file[LONGEST_NAME + 32];
  char value[LONGEST_VALUE + 4];
} Changed;

static Changed *changed;

/* net.ipv4.tcp_sack, or with slashes, where a part may have a dot of its own; nothing outside of net. */
static bool file_of(const char *name, char file[LONGEST_NAME + 32]) {
  const bool slashed = strncmp(name, "net/", 4) == 0;
  const char *allowed = slashed ? "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.:@/" : "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.";
  const bool good = (slashed || strncmp(name, "net.", 4) == 0) && strspn(name, allowed) == strlen(name) && !strstr(name, "..") && !strstr(name, "//") && !strstr(name, "/.") && name[strlen(name) - 1] != (slashed ? '/' : '.');
  if (!good) return fail_request("name must be a setting under net, such as net.ipv4.tcp_sack or net/ipv4/conf/eth0.1/forwarding"), false;
  snprintf(file, LONGEST_NAME + 32, "/proc/sys/%s", name);
  for (char *at = file + strlen("/proc/sys/"); !slashed && *at; at++)
    if (*at == '.') *at = '/';
  return true;
}

static bool failed(const char *name) {
  if (errno == ENOENT) fail_unsupported("there is no such setting", 0);
  else fail_errno(name, errno);
  return false;
}

static bool read_setting(const char *name, const char *file, char value[LONGEST_VALUE + 4]) {
  const int fd = open(file, O_RDONLY | O_CLOEXEC);
  const ssize_t count = fd < 0 ? -1 : read(fd, value, LONGEST_VALUE);
  const int error = errno;
  if (fd >= 0) close(fd);
  errno = error;
  if (count < 0) return failed(name);
  value[count] = '\0';
  for (char *end = value + count; end > value && (end[-1] == '\n' || end[-1] == ' '); ) *--end = '\0';
  return true;
}

static bool write_setting(const char *name, const char *file, const char *value) {
  const int fd = open(file, O_WRONLY | O_TRUNC | O_CLOEXEC);
  const ssize_t count = fd < 0 ? -1 : write(fd, value, strlen(value));
  const int error = errno;
  if (fd >= 0) close(fd);
  errno = error;
  return count >= 0 || failed(name);
}

int call_setting(Json request, int64_t id) {
  (void)id;
  char name[LONGEST_NAME + 4], file[LONGEST_NAME + 32], value[LONGEST_VALUE + 4];
  if (!take_text(request, "name", name, sizeof name) || !file_of(name, file) || !read_setting(name, file, value)) return FAILED;
  out_text("value", value);
  return DONE;
}

static void remember(const char *file, const char *value) {
  for (Changed *each = changed; each; each = each->before)
    if (strcmp(each->file, file) == 0) return;
  Changed *one = malloc(sizeof *one);
  if (!one) abort();
  snprintf(one->file, sizeof one->file, "%s", file);
  snprintf(one->value, sizeof one->value, "%s", value);
  one->before = changed;
  changed = one;
}

int call_set_setting(Json request, int64_t id) {
  (void)id;
  char name[LONGEST_NAME + 4], file[LONGEST_NAME + 32], value[LONGEST_VALUE + 4], previous[LONGEST_VALUE + 4];
  int64_t number;
  if (!take_text(request, "name", name, sizeof name) || !file_of(name, file)) return FAILED;
  if (json_integer(json_member(request, "value"), &number)) snprintf(value, sizeof value, "%lld", (long long)number);
  else if (!take_text(request, "value", value, sizeof value)) return FAILED;
  if (!read_setting(name, file, previous) || !write_setting(name, file, value)) return FAILED;
  remember(file, previous);
  out_text("previous", previous);
  return DONE;
}

int call_settings(Json request, int64_t id) {
  (void)id;
  const Json list = json_member(request, "names");
  int count = 0;
  bool first = true;
  if (!json_is_list(list)) return fail_request("names must be a list");
  out_raw(",\"values\":{");
  for (Json item = json_first(list); item.at; item = json_next(list, item)) {
    char name[LONGEST_NAME + 4], file[LONGEST_NAME + 32], value[LONGEST_VALUE + 4];
    if (++count > MOST_NAMES || json_text(item, name, sizeof name) < 0) return fail_request("names must be at most 1000 texts");
    if (!file_of(name, file)) return FAILED;
    if (!read_setting(name, file, value)) continue; /* absent, or not ours to read */
    out_member(name, value, first);
    first = false;
  }
  out_raw("}");
  return DONE;
}

void settings_restore(void) {
  for (Changed *each = changed; each; each = each->before) write_setting("", each->file, each->value);
}
