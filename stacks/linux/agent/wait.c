#include <errno.h>
#include <poll.h>
#include <string.h>
#include <time.h>
#include "agent.h"

static Wait waiting[MOST_WAITS];
static size_t count;

int64_t now_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int wait_or_answer(Wait wait) {
  const int result = wait.attempt(&wait);
  if (result != WAITS) return result;
  if (wait.until_ms <= now_ms()) return fail_errno("nothing came in time", EAGAIN);
  if (count == MOST_WAITS) return fail_refused("too many waits at once");
  waiting[count++] = wait;
  return WAITS;
}

/* Takes a wait away and answers it. */
static void answer(size_t n, int result) {
  const int64_t id = waiting[n].id;
  memmove(&waiting[n], &waiting[n + 1], (--count - n) * sizeof *waiting);
  if (result == DONE) out_end();
  else out_failure(id);
}

void waits_cancel(int fd) {
  for (size_t n = 0; n < count; n++)
    if (waiting[n].fd == fd) waiting[n].fd = -1, waiting[n].until_ms = 0; /* told with the next poll: an answer may be begun now */
}

static int sleep_ms(void) {
  const int64_t now = now_ms();
  int64_t least = -1;
  for (size_t n = 0; n < count; n++) {
    const int64_t left = waiting[n].until_ms > now ? waiting[n].until_ms - now : 0;
    if (least < 0 || left < least) least = left;
  }
  return (int)least;
}

void waits_poll(int channel) {
  static struct pollfd ready[MOST_WAITS + 1];
  const size_t asked = count;
  for (size_t n = 0; n < asked; n++) ready[n] = (struct pollfd){waiting[n].fd, waiting[n].events, 0};
  ready[asked] = (struct pollfd){channel, POLLIN, 0};
  poll(ready, asked + 1, sleep_ms());
  const int64_t now = now_ms();
  size_t n = 0;
  for (size_t seen = 0; seen < asked; seen++) {
    const bool over = waiting[n].until_ms <= now;
    if (!ready[seen].revents && !over) {
      n++;
      continue;
    }
    out_begin(waiting[n].id);
    int result = waiting[n].fd < 0 ? fail_errno("closed while waiting", EBADF) : waiting[n].attempt(&waiting[n]);
    if (result == WAITS && over) result = fail_errno("nothing came in time", EAGAIN);
    if (result == WAITS) out_undo(), n++;
    else answer(n, result);
  }
}
