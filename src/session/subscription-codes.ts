// Reason codes that say that something failed — MQTT 3.1.1 §3.9.3, MQTT 5.0 §2.4.

/** Codes from here on are failures. */
export const FAILURE = 0x80;
