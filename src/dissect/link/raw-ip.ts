// Captures that start at the IP header — LINKTYPE_RAW: 101; 12 and 14 in old files.

import type { AnomalyKind } from '../../core/anomaly-kind.ts';
import { u8 } from '../../core/bytes.ts';
import { KEY_ETHER_TYPE, KEY_LINK_TYPE, type LayerDissector } from '../layer.ts';
import type { Packet } from '../packet.ts';
import { isShort } from '../truncation.ts';
import { ETHER_TYPE_IPV4, ETHER_TYPE_IPV6 } from './ether-types.ts';

const EMPTY: AnomalyKind = {
  id: 'raw.empty',
  severity: 'error',
  spec: 'LINKTYPE_RAW',
  text: { es: 'Trama vacía donde debía empezar IP', en: 'Empty frame where IP should begin' },
};

const VERSION_UNKNOWN: AnomalyKind = {
  id: 'raw.version-unknown',
  severity: 'error',
  spec: 'LINKTYPE_RAW',
  text: {
    es: 'Los primeros bits no son la versión 4 ni la 6 de IP',
    en: 'The first bits are neither IP version 4 nor 6',
  },
};

export const rawIp: LayerDissector = {
  name: 'raw',
  answers: [
    [KEY_LINK_TYPE, 12],
    [KEY_LINK_TYPE, 14],
    [KEY_LINK_TYPE, 101],
  ],
  dissect(packet: Packet): void {
    const at = packet.at;
    if (isShort(packet, EMPTY, at, 1)) return;
    const version = u8(packet.buf, at) >> 4;
    if (version === 4) {
      packet.next(KEY_ETHER_TYPE, ETHER_TYPE_IPV4, at);
      return;
    }
    if (version === 6) {
      packet.next(KEY_ETHER_TYPE, ETHER_TYPE_IPV6, at);
      return;
    }
    packet.flag(VERSION_UNKNOWN, at, 0, version);
    packet.stop();
  },
};
