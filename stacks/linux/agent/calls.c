#include <string.h>
#include <sys/utsname.h>
#include "agent.h"

static int call_ping(Json request, int64_t id) {
  (void)request, (void)id;
  return DONE;
}

enum { MOST_WRONG_TOKENS = 3, TOKEN_ROOM = 260 };

static const char *token; /* NULL: none is asked for */
static bool admitted = true;
static int wrong_tokens;

void ask_for_token(const char *text) {
  token = text;
  admitted = false;
}

bool asks_for_token(void) {
  return token != NULL;
}

bool was_guessing(void) {
  return wrong_tokens >= MOST_WRONG_TOKENS;
}

static bool is_token(Json request) {
  char shown[TOKEN_ROOM] = "";
  unsigned difference = 0;
  if (json_text(json_member(request, "token"), shown, sizeof shown) != (ptrdiff_t)strlen(token)) return false;
  for (size_t n = 0; token[n]; n++) difference |= (unsigned)(token[n] ^ shown[n]); /* as long for any wrong one */
  return difference == 0;
}

static int call_hello(Json request, int64_t id) {
  (void)id;
  const Json peers = json_member(request, "peers");
  if (token && !is_token(request)) return wrong_tokens++, fail_refused("the token is wrong");
  admitted = true;
  if (peers.at && peers_declare(peers) != DONE) return FAILED;
  out_raw(",");
  out_greeting();
  return DONE;
}

static int call_platform(Json request, int64_t id) {
  (void)request, (void)id;
  struct utsname system;
  uname(&system);
  out_text("os", system.sysname);
  out_text("kernel", system.release);
  out_text("hostname", system.nodename);
  return DONE;
}

#define CALLS(EACH, AND) \
  EACH("hello", call_hello) AND EACH("ping", call_ping) AND EACH("platform", call_platform) AND EACH("open", call_open) AND EACH("bind", call_bind) AND \
  EACH("listen", call_listen) AND EACH("connect", call_connect) AND EACH("accept", call_accept) AND EACH("shutdown", call_shutdown) AND \
  EACH("close", call_close) AND EACH("abort", call_abort) AND EACH("endCase", call_end_case) AND EACH("local", call_local) AND \
  EACH("remote", call_remote) AND EACH("send", call_send) AND EACH("receive", call_receive) AND EACH("poll", call_poll) AND \
  EACH("queued", call_queued) AND EACH("atMark", call_at_mark) AND EACH("setOption", call_set_option) AND EACH("getOption", call_get_option) AND \
  EACH("info", call_info) AND EACH("errorReports", call_error_reports) AND EACH("receivedTrafficClass", call_received_traffic_class) AND \
  EACH("state", call_state) AND EACH("states", call_states) AND EACH("setting", call_setting) AND EACH("setSetting", call_set_setting) AND \
  EACH("settings", call_settings)

#define QUOTED(name, call) "\"" name "\""
#define COMMA_TEXT ","
const char CALL_NAMES[] = CALLS(QUOTED, COMMA_TEXT);

typedef struct {
  const char *name;
  Call *call;
} Named;

#define NAMED(name, call) {name, call}
#define COMMA ,
static const Named CALLS_BY_NAME[] = {CALLS(NAMED, COMMA)};

int make_call(const char *name, Json request, int64_t id) {
  if (!admitted && strcmp(name, "hello") != 0 && strcmp(name, "ping") != 0) return fail_refused("say hello with the token first");
  for (const Named *each = CALLS_BY_NAME; each < CALLS_BY_NAME + sizeof CALLS_BY_NAME / sizeof *CALLS_BY_NAME; each++)
    if (strcmp(each->name, name) == 0) return each->call(request, id);
  return fail_unsupported("there is no such call", 0);
}
