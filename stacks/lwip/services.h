#pragma once

/* Listens, over both versions of IP, on the ports of echo (RFC 862), discard (863), daytime (867), chargen (864), and idle (1009). */
void offer_services(void);
