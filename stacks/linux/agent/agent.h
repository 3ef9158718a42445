/*
 * The small agent: what docs/AGENT-PROTOCOL.md asks for, for targets without Node.js. One process serves one controller.
 * Everything here answers at once, but accept and receive, which may wait (wait.c).
 */
#pragma once
#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { LINE_LIMIT = 1 << 20, TRANSFER_LIMIT = 1 << 20, MOST_SOCKETS = 20000, MOST_WAITS = 4096, LONGEST_WAIT_MS = 60000 };

/* json.c: a value within a line that was found to be JSON; `at` is NULL where there is none. */
typedef struct {
  const char *at;
  size_t length;
} Json;

bool json_is_object(const char *line, size_t length);
Json json_member(Json object, const char *name);
Json json_first(Json list);
Json json_next(Json list, Json item);
bool json_is_text(Json value);
bool json_is_list(Json value);
bool json_integer(Json value, int64_t *number);
/* The octets of a text, without its escapes, ended by a zero; -1 if it is none or has more than `room - 1`. */
ptrdiff_t json_text(Json value, char *into, size_t room);

/* out.c: the answers that are to be written. */
void out_begin(int64_t id);
void out_end(void);
/* Takes back what was begun. */
void out_undo(void);
void out_raw(const char *text);
void out_text(const char *name, const char *value);
void out_base64(const char *name, const unsigned char *octets, size_t count);
/* A member of an object within the answer. */
void out_member(const char *name, const char *value, bool first);
void out_integer(const char *name, int64_t value);
void out_unsigned(const char *name, uint64_t value);
void out_flag(const char *name, bool value);
void out_greeting(void);
bool out_flush(int fd);

/* The symbolic name of an errno. */
const char *error_name(int error);

/* Why a call was not made. Each returns FAILED. */
enum { DONE = 0, FAILED = -1, WAITS = 1 };
int fail_request(const char *message);
int fail_unsupported(const char *what, int error);
int fail_refused(const char *message);
int fail_errno(const char *what, int error);
int fail_no_socket(void);
/* Puts the last failure in place of the answer that was begun. `id` is -1 when it could not be read. */
void out_failure(int64_t id);

/* arguments.c: members of a request, which have to be of a kind; false after a failure was told. */
bool take_integer(Json request, const char *name, int64_t least, int64_t most, int64_t *number);
bool take_integer_or(int64_t absent, Json request, const char *name, int64_t least, int64_t most, int64_t *number);
bool take_text(Json request, const char *name, char *into, size_t room);
bool take_flag(Json request, const char *name, bool *value);
bool take_family(Json request, int *family);
/* The octets of base64; NULL after a failure was told. Good until the next one is taken. */
const unsigned char *take_base64(Json request, const char *name, size_t *count);

/* sockets.c: what the controller has open, by handle. */
typedef struct {
  int64_t handle;
  int fd;
  int family; /* 4 or 6 */
  char *label;
} Socket;

bool sockets_have_room(void);
/* Takes descriptor and label (from the heap) over; the handle, never given twice. */
int64_t sockets_add(int fd, int family, char *label);
/* The same for a connection of a listener: of its case and family. */
int64_t sockets_add_beside(int listener, int fd);
Socket *take_socket(Json request);
void socket_close(Socket *socket);
void socket_abort(Socket *socket);
int sockets_abort_case(const char *label);
void sockets_abort_all(void);

/* wait.c: accept and receive, until there is something. */
typedef struct Wait {
  int64_t id;
  int fd; /* -1 once it is closed */
  short events;
  int64_t until_ms;
  int (*attempt)(const struct Wait *wait); /* DONE, FAILED, or WAITS if it has to be tried again */
  size_t max;
  int flags;
} Wait;

int64_t now_ms(void);
int wait_or_answer(Wait wait);
void waits_cancel(int fd);
/* Sleeps until the channel can be read or a wait is over, and answers what can be answered. */
void waits_poll(int channel);

/* address.c */
bool address_octets(const char *text, int family, unsigned char octets[16]);
bool address_sockaddr(const char *text, int family, int64_t port, struct sockaddr_storage *into, socklen_t *length);
void out_endpoint(const struct sockaddr_storage *from);
bool zone_index(const char *text, uint32_t *index);

/* peers.c: to whom the target may connect. */
int peers_declare(Json list);
/* From now on nobody is a peer who was not declared, and nobody on the Internet can be. */
void peers_require(void);
bool peers_allow(const char *address);

/* The calls, by what they are about. */
typedef int Call(Json request, int64_t id);
Call call_open, call_bind, call_listen, call_connect, call_accept, call_shutdown, call_close, call_abort, call_end_case, call_local, call_remote;
Call call_send, call_receive, call_poll, call_queued, call_at_mark;
Call call_set_option, call_get_option, call_info, call_error_reports, call_received_traffic_class;
Call call_state, call_states, call_setting, call_set_setting, call_settings;
void settings_restore(void);

/* offloads.c */
void leave_frames_alone(const char *device);

/* calls.c */
int make_call(const char *name, Json request, int64_t id);
extern const char CALL_NAMES[];
/* From now on nothing but hello and ping is answered before this was shown. */
void ask_for_token(const char *text);
bool asks_for_token(void);
bool was_guessing(void);
