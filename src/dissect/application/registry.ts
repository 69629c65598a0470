// The application protocols, one line each, in the order in which they are asked.

import { dns, dnsOverTcp } from './dns.ts';
import { mqtt } from './mqtt/index.ts';
import type { AppProtocol } from './protocol.ts';

export const APP_PROTOCOLS: readonly AppProtocol[] = [mqtt, dnsOverTcp, dns];
