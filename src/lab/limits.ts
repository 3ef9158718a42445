/** The most targets that a lab may have: each is a subnet of 198.18.0.0/16, and costs a process or two. */
export const MOST_TARGETS = 250;
