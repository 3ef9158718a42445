/* The small services, with lwIP's callbacks. */
#include "services.h"

#include <stdlib.h>
#include <time.h>

#include "lwip/tcp.h"

enum { ECHO = 7, DISCARD = 9, DAYTIME = 13, CHARGEN = 19, IDLE = 1009, BACKLOG = 128, LINE = 72, PRINTABLE = 95 };

/* What a connection has come to. */
typedef struct {
  struct pbuf *held; /* not sent back yet, or never to be read */
  unsigned written;  /* by chargen */
  int ending;        /* the peer has sent its FIN */
} Connection;

static err_t give_up(struct tcp_pcb *pcb, Connection *connection) {
  tcp_arg(pcb, NULL);
  tcp_recv(pcb, NULL);
  tcp_sent(pcb, NULL);
  tcp_err(pcb, NULL);
  if (connection && connection->held) pbuf_free(connection->held);
  free(connection);
  if (tcp_close(pcb) == ERR_OK) return ERR_OK;
  tcp_abort(pcb);
  return ERR_ABRT;
}

static void lost(void *argument, err_t error) {
  Connection *connection = argument;
  (void)error;
  if (connection && connection->held) pbuf_free(connection->held);
  free(connection);
}

/* As much of what came as there is room for; the window opens with what was sent back. */
static err_t send_back(struct tcp_pcb *pcb, Connection *connection) {
  while (connection->held && connection->held->len <= tcp_sndbuf(pcb)) {
    struct pbuf *first = connection->held;
    if (tcp_write(pcb, first->payload, first->len, TCP_WRITE_FLAG_COPY) != ERR_OK) break;
    const u16_t length = first->len;
    connection->held = first->next;
    if (connection->held) pbuf_ref(connection->held);
    pbuf_free(first);
    tcp_recved(pcb, length);
  }
  tcp_output(pcb);
  return connection->ending && !connection->held ? give_up(pcb, connection) : ERR_OK;
}

static void hold(Connection *connection, struct pbuf *data) {
  if (connection->held) pbuf_cat(connection->held, data);
  else connection->held = data;
}

static err_t echo_received(void *argument, struct tcp_pcb *pcb, struct pbuf *data, err_t error) {
  Connection *connection = argument;
  (void)error;
  if (data) hold(connection, data);
  else connection->ending = 1;
  return send_back(pcb, connection);
}

static err_t echo_sent(void *argument, struct tcp_pcb *pcb, u16_t length) {
  (void)length;
  return send_back(pcb, argument);
}

static err_t discard_received(void *argument, struct tcp_pcb *pcb, struct pbuf *data, err_t error) {
  (void)error;
  if (!data) return give_up(pcb, argument);
  tcp_recved(pcb, data->tot_len);
  pbuf_free(data);
  return ERR_OK;
}

/* Never reads: the window closes, and a FIN is not answered with one. */
static err_t idle_received(void *argument, struct tcp_pcb *pcb, struct pbuf *data, err_t error) {
  (void)pcb, (void)error;
  if (data) hold(argument, data);
  return ERR_OK;
}

/* Lines of 72 characters, each beginning one later in the ring of those that can be printed (RFC 864). */
static char character(unsigned at) {
  const unsigned line = at / (LINE + 2), column = at % (LINE + 2);
  return column < LINE ? (char)(' ' + (line + column) % PRINTABLE) : column == LINE ? '\r' : '\n';
}

static err_t generate(struct tcp_pcb *pcb, Connection *connection) {
  char octets[TCP_MSS];
  for (;;) {
    const u16_t room = LWIP_MIN(tcp_sndbuf(pcb), sizeof octets);
    for (u16_t n = 0; n < room; n++) octets[n] = character(connection->written + n);
    if (room == 0 || tcp_write(pcb, octets, room, TCP_WRITE_FLAG_COPY) != ERR_OK) break;
    connection->written += room;
  }
  return tcp_output(pcb);
}

static err_t chargen_sent(void *argument, struct tcp_pcb *pcb, u16_t length) {
  (void)length;
  return generate(pcb, argument);
}

static err_t accepted(void *argument, struct tcp_pcb *pcb, err_t error) {
  const int port = (int)(intptr_t)argument;
  if (error != ERR_OK || !pcb) return ERR_VAL;
  Connection *connection = calloc(1, sizeof *connection);
  if (!connection) return ERR_MEM;
  tcp_arg(pcb, connection);
  tcp_err(pcb, lost);
  tcp_recv(pcb, port == ECHO ? echo_received : port == IDLE ? idle_received : discard_received);
  if (port == ECHO) tcp_sent(pcb, echo_sent);
  if (port == CHARGEN) {
    tcp_sent(pcb, chargen_sent);
    return generate(pcb, connection);
  }
  if (port == DAYTIME) {
    char text[64];
    const time_t now = time(NULL);
    const size_t length = strftime(text, sizeof text, "%A, %B %d, %Y %H:%M:%S-UTC\r\n", gmtime(&now));
    tcp_write(pcb, text, (u16_t)length, TCP_WRITE_FLAG_COPY);
    return give_up(pcb, connection);
  }
  return ERR_OK;
}

void offer_services(void) {
  static const u16_t ports[] = {ECHO, DISCARD, DAYTIME, CHARGEN, IDLE};
  for (size_t n = 0; n < sizeof ports / sizeof *ports; n++) {
    struct tcp_pcb *pcb = tcp_new_ip_type(IPADDR_TYPE_ANY);
    if (!pcb || tcp_bind(pcb, IP_ANY_TYPE, ports[n]) != ERR_OK) exit(1);
    pcb = tcp_listen_with_backlog(pcb, BACKLOG);
    tcp_arg(pcb, (void *)(intptr_t)ports[n]);
    tcp_accept(pcb, accepted);
  }
}
