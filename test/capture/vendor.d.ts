// The little we use of pcap-parser, which has no types.

declare module 'pcap-parser' {
  import type { EventEmitter } from 'node:events';
  import type { Readable } from 'node:stream';

  const pcapParser: { parse(stream: Readable): EventEmitter };
  export default pcapParser;
}
