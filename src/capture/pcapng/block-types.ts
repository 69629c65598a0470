// pcapng block types — draft-ietf-opsawg-pcapng §4 and §10.1 — and what they need at least.

export const SECTION_HEADER_BLOCK = 0x0a0d0d0a;
export const INTERFACE_DESCRIPTION_BLOCK = 0x00000001;
export const OBSOLETE_PACKET_BLOCK = 0x00000002;
export const SIMPLE_PACKET_BLOCK = 0x00000003;
export const NAME_RESOLUTION_BLOCK = 0x00000004;
export const INTERFACE_STATISTICS_BLOCK = 0x00000005;
export const ENHANCED_PACKET_BLOCK = 0x00000006;
export const DECRYPTION_SECRETS_BLOCK = 0x0000000a;

/** Type and length before the body, the length once more behind it. */
export const BLOCK_FRAME_BYTES = 12;

/** A block that claims more is damage, not data: the largest snap length in use is 256 KiB, the largest key logs a few MiB. */
export const BLOCK_LIMIT_BYTES: number = 64 << 20;

/** Blocks without a captured packet that Wireshark counts as frames all the same; a frame number must match Wireshark's. */
const NUMBERED_BY_WIRESHARK: readonly (readonly [type: number, name: string])[] = [
  [0x00000009, 'systemd journal export'],
  [0x00000204, 'sysdig event'],
  [0x00000208, 'sysdig event with flags'],
  [0x00000216, 'sysdig event, version 2'],
  [0x00000217, 'sysdig event with flags, version 2'],
  [0x00000221, 'sysdig event, version 2, large'],
  [0x00000222, 'sysdig event with flags, version 2, large'],
  [0x00000bad, 'custom'],
  [0x40000bad, 'custom, not to be copied'],
];

export function isNumberedByWireshark(type: number): boolean {
  return NUMBERED_BY_WIRESHARK.some(([numbered]) => numbered === type);
}
