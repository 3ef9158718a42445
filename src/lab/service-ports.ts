/** The ports of the small services in a lab: RFC 862, 863, 867, 864, and one that accepts and never reads. */
export const SERVICE_PORTS = { echo: 7, discard: 9, daytime: 13, chargen: 19, idle: 1009 } as const;
