// All TCP connections: finds the one a packet belongs to, opens new ones, tells client from server, makes room when there are too many.

import { CLIENT_TO_SERVER, type Direction, SERVER_TO_CLIENT } from '../core/direction.ts';
import type { Packet } from '../dissect/packet.ts';
import { TCP_ACK, TCP_SYN } from '../dissect/transport/tcp-flags.ts';
import type { Orientation } from './flow.ts';
import { FlowKey } from './flow-key.ts';
import { CLIENT_IS_SECOND } from './flow-record-shared.ts';
import { FlowRecords, RECORD_WORDS, sideAt } from './flow-records.ts';
import { FlowTable } from './flow-table.ts';
import { CONNECTIONS_EVICTED, type FlowLimits } from './limits.ts';
import { RttStore } from './rtt-samples.ts';
import { VALID_IN_FLIGHT } from './side-bits.ts';
import { TcpFlow } from './tcp-flow.ts';
import { UnackedRings } from './unacked-ring.ts';

const FIRST_UNRESERVED_PORT = 1024;
/** Share of the connections that leave when the limit is reached. */
const EVICTED_SHARE = 16;

export class FlowDirectory {
  readonly records: FlowRecords = new FlowRecords();
  readonly rings: UnackedRings;
  readonly rtt: RttStore;
  /** Direction of the packet that `find` or `open` was asked about last. */
  direction: Direction = CLIENT_TO_SERVER;
  /** Connections that had to leave at the last `open`; empty nearly always. */
  evicted: readonly TcpFlow[] = [];
  /** In the order of their first frames; without those that were evicted. */
  flows: TcpFlow[] = [];
  readonly #table: FlowTable;
  readonly #key: FlowKey = new FlowKey();
  readonly #byRecord: (TcpFlow | undefined)[] = [];
  readonly #limits: FlowLimits;
  readonly #isServerPort: (port: number) => boolean;
  #nextStream = 0;
  /** Records that `fetch` looks at, and what it read there, so that reading is not optimised away. */
  readonly #fetched: Int32Array = new Int32Array(64);
  lastRead = 0;
  /** Stream numbers that tshark gave to a connection of which no segment was tracked yet, by key. */
  readonly #reserved: Map<string, number> = new Map();

  constructor(limits: FlowLimits, isServerPort: (port: number) => boolean) {
    this.#limits = limits;
    this.#isServerPort = isServerPort;
    this.rings = new UnackedRings(this.records, limits.outstandingSegments);
    this.rtt = new RttStore(this.records, limits);
    this.#table = new FlowTable(this.records);
  }

  /** The flow of a TCP packet; null: not met yet. */
  find(packet: Packet): TcpFlow | null {
    const key = this.#key;
    key.read(packet);
    const record = this.#table.find(key);
    if (record < 0) return null;
    const clientIsSecond = this.records.flowHas(record, CLIENT_IS_SECOND);
    this.direction = key.fromSecond === clientIsSecond ? CLIENT_TO_SERVER : SERVER_TO_CLIENT;
    return this.#byRecord[record / RECORD_WORDS] ?? null;
  }

  /** Reads what segments of the connections with the first `count` hashes will need; flow-preview.ts says why. */
  fetch(hashes: Int32Array, count: number): void {
    const { records } = this;
    const found = this.#fetched;
    for (let i = 0; i < count; i++) found[i] = this.#table.likely(hashes[i] ?? 0);
    let read = 0;
    for (let i = 0; i < count; i++) read ^= records.firstLine(found[i] ?? 0);
    for (let i = 0; i < count; i++) read ^= records.otherLines(found[i] ?? 0);
    for (let i = 0; i < count; i++) read ^= this.#byRecord[(found[i] ?? 0) / RECORD_WORDS]?.touch() ?? 0;
    this.lastRead = read;
  }

  /** The connection that `fetch` most likely found for hash number `index`. */
  fetched(index: number): TcpFlow | null {
    return this.#byRecord[(this.#fetched[index] ?? 0) / RECORD_WORDS] ?? null;
  }

  /** A new flow for the packet `find` was asked about last; an older one with the same key is found no more. */
  open(packet: Packet): TcpFlow {
    if (this.flows.length >= this.#limits.connections) this.#evict(packet);
    const key = this.#key;
    const records = this.records;
    const frame = packet.frame;
    const record = records.allocate();
    this.#table.set(key, record);
    records.setStream(record, this.#reserved.size > 0 ? this.#takeReserved() : this.#nextStream++);
    records.setFirstFrame(record, frame.number);
    records.setBaseNsec(record, frame.nsec);
    records.setBaseSec(record, frame.sec);
    records.setSideBit(sideAt(record, CLIENT_TO_SERVER), VALID_IN_FLIGHT);
    records.setSideBit(sideAt(record, SERVER_TO_CLIENT), VALID_IN_FLIGHT);

    const orientation = this.#orient(packet);
    const senderIsClient = this.direction === CLIENT_TO_SERVER;
    if (key.fromSecond === senderIsClient) records.setFlowBit(record, CLIENT_IS_SECOND);
    const flow = new TcpFlow(records, this.rtt, record, orientation);
    this.#byRecord[record / RECORD_WORDS] = flow;
    this.flows.push(flow);
    return flow;
  }

  /** A TCP header that is no segment to track, but takes a stream number in tshark (stream-numbers.ts). Cold. */
  reserveStream(
    buf: Uint8Array,
    sourceAt: number,
    destinationAt: number,
    addressLength: number,
    sourcePort: number,
    destinationPort: number,
  ): void {
    const key = this.#key;
    key.readAt(buf, sourceAt, destinationAt, addressLength, sourcePort, destinationPort);
    if (this.#table.find(key) >= 0 || this.#reserved.has(key.text)) return;
    const stream = this.#nextStream++;
    if (this.#reserved.size < this.#limits.reservedStreams) this.#reserved.set(key.text, stream);
  }

  #takeReserved(): number {
    const text = this.#key.text;
    const stream = this.#reserved.get(text) ?? this.#nextStream++;
    this.#reserved.delete(text);
    return stream;
  }

  /** Sets `direction` for the first packet of a flow. */
  #orient(packet: Packet): Orientation {
    const tcp = packet.tcp;
    this.direction = CLIENT_TO_SERVER;
    if ((tcp.flags & TCP_SYN) !== 0) {
      if ((tcp.flags & TCP_ACK) !== 0) this.direction = SERVER_TO_CLIENT;
      return 'syn';
    }
    const fromServer = this.#serverRank(tcp.sourcePort);
    const toServer = this.#serverRank(tcp.destinationPort);
    if (fromServer === toServer) return 'first-frame';
    if (fromServer > toServer) this.direction = SERVER_TO_CLIENT;
    return 'port';
  }

  #serverRank(port: number): number {
    if (this.#isServerPort(port)) return 2;
    return port < FIRST_UNRESERVED_PORT ? 1 : 0;
  }

  /** Replaced flows go first, then those idle the longest. */
  #evict(packet: Packet): void {
    const records = this.records;
    const now = packet.frame.sec;
    const idle = (flow: TcpFlow): number => now - records.baseSec(flow.record) - records.lastTime(flow.record) / 1e9;
    const leaving = new Set(
      [...this.flows].sort((a, b) => idle(b) - idle(a)).slice(0, Math.ceil(this.flows.length / EVICTED_SHARE)),
    );
    packet.flag(CONNECTIONS_EVICTED, packet.at, this.#limits.connections, this.flows.length);
    this.flows = this.flows.filter((flow) => !leaving.has(flow));
    this.evicted = [...leaving].sort((a, b) => a.stream - b.stream);
    this.#table.remove((record) => {
      const flow = this.#byRecord[record / RECORD_WORDS];
      return flow === undefined || leaving.has(flow);
    });
    for (const flow of leaving) {
      const record = flow.record;
      flow.detach();
      for (const direction of [CLIENT_TO_SERVER, SERVER_TO_CLIENT]) {
        this.rings.release(sideAt(record, direction));
        this.rtt.release(sideAt(record, direction));
      }
      this.#byRecord[record / RECORD_WORDS] = undefined;
      records.release(record);
    }
  }
}
