// The application protocols and the carriers, one line each, in the order in which they are asked.

import type { Carrier } from './carrier.ts';
import { dns, dnsOverTcp } from './dns.ts';
import { mqtt } from './mqtt/index.ts';
import { mqttSn } from './mqtt-sn/index.ts';
import type { AppProtocol } from './protocol.ts';
import { websocket } from './websocket/index.ts';

export const APP_PROTOCOLS: readonly AppProtocol[] = [mqtt, dnsOverTcp, dns, mqttSn];

export const CARRIERS: readonly Carrier[] = [websocket];
