// The options both SYNs carried, decoded — RFC 9293 §3.2.

import { describeTcpOptions, type TcpOption } from '../../dissect/transport/tcp-options.ts';
import type { Flow, FlowSide } from '../../flow/flow.ts';
import type { BySender } from '../analysis.ts';

/** Empty for a side whose SYN is not in the capture. */
export function reportTcpOptions(flow: Flow): BySender<readonly TcpOption[]> {
  return { client: optionsOf(flow.sides[0]), server: optionsOf(flow.sides[1]) };
}

function optionsOf(side: FlowSide): TcpOption[] {
  return side.synOptions === null ? [] : describeTcpOptions(side.synOptions);
}
