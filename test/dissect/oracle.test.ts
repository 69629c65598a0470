// Every header field of every frame of the recorded captures equals what tshark 4.0.17 printed.

import { expect, test } from 'vitest';
import { openSource } from '../../src/capture/open-source.ts';
import { formatIp } from '../../src/core/address.ts';
import { CLIENT_TO_SERVER } from '../../src/core/direction.ts';
import type { DnsMessage } from '../../src/dissect/application/dns.ts';
import { dns } from '../../src/dissect/application/dns.ts';
import { Dissector } from '../../src/dissect/dissector.ts';
import type { Packet } from '../../src/dissect/packet.ts';
import { describeTcpOptions, scanTcpOptions, TcpOptionsView } from '../../src/dissect/transport/tcp-options.ts';
import { describeWithShared, listSharedCaptures, readOracleRows } from '../shared.ts';

type Row = Readonly<Record<string, string>>;

/** Whole captures that cannot be compared, and why. */
const EXCLUDED: Readonly<Record<string, string>> = {
  'libpcap/pcap-invalid-version-1.pcap': 'no frames: the file is refused',
  'pcapng-test-generator/be_test102.pcapng': 'tshark counts custom blocks as frames (../shared/captures/README.md)',
  'suricata-verify/bug-6875-fuzz.pcap':
    'damaged file: tshark takes its records for the modified format and skips eight bytes of each frame',
};

/** Names tshark lists among the layers that are no layers here. */
const NOT_LAYERS = new Set(['ethertype', 'ipv6.hopopts', 'ipv6.fraghdr', 'ipv6.dstopts', 'ipv6.routing']);

function values(row: Row, column: string): string[] {
  const cell = row[column] ?? '';
  return cell === '' ? [] : cell.split('|');
}

class Comparison {
  readonly differences: string[] = [];
  readonly compared = new Map<string, number>();
  readonly #options = new TcpOptionsView();

  frame(dissector: Dissector, packet: Packet, row: Row): void {
    this.#layers(dissector, packet, row);
    this.#equal(packet, 'vlan.id', values(row, 'vlan.id').slice(0, 1), packet.vlanId === -1 ? [] : [packet.vlanId]);
    if (packet.ip.present) this.#ip(packet, row);
    if (packet.ip.isFragment) return; // what tshark prints above IP belongs to the reassembled datagram
    if (packet.icmp.present) return; // and here to the packet that ICMP quotes
    this.#tcp(packet, row);
    this.#udp(packet, row);
  }

  #layers(dissector: Dissector, packet: Packet, row: Row): void {
    const theirs = (row['frame.protocols'] ?? '').split(':').filter((name) => !NOT_LAYERS.has(name));
    const ours = dissector
      .protocols()
      .split(':')
      .filter((name) => name !== '');
    this.#equal(packet, 'frame.protocols', theirs.slice(0, ours.length), ours);
    const follows = theirs[ours.length] ?? '';
    const missed = ['ip', 'ipv6', 'tcp', 'udp', 'icmp', 'icmpv6', 'arp'].includes(follows) && !packet.ip.isFragment;
    if (missed) this.differences.push(`frame ${packet.frame.number}: ${follows} not read (${theirs.join(':')})`);
  }

  #ip(packet: Packet, row: Row): void {
    const { ip, buf } = packet;
    const prefix = ip.version === 4 ? 'ip' : 'ipv6';
    // With IP in IP the view is the innermost header's; an ICMP error quotes headers behind its own.
    const own = (column: string): string[] => {
      const all = values(row, column);
      return packet.icmp.present ? all.slice(0, 1) : all.slice(-1);
    };
    this.#equal(packet, `${prefix}.src`, own(`${prefix}.src`), [formatIp(buf, ip.sourceAt, ip.addressLength)]);
    this.#equal(packet, `${prefix}.dst`, own(`${prefix}.dst`), [formatIp(buf, ip.destinationAt, ip.addressLength)]);
    if (ip.version === 4) {
      this.#equal(packet, 'ip.proto', own('ip.proto'), [ip.protocol]);
      this.#equal(packet, 'ip.ttl', own('ip.ttl'), [ip.ttl]);
      this.#equal(packet, 'ip.id', own('ip.id').map(Number), [ip.identification]);
      if (ip.totalLength !== 0) this.#equal(packet, 'ip.len', own('ip.len'), [ip.totalLength]);
      this.#equal(packet, 'ip.flags.df', own('ip.flags.df'), [Number(ip.dontFragment)]);
      this.#equal(packet, 'ip.flags.mf', own('ip.flags.mf'), [Number(ip.moreFragments)]);
      this.#equal(
        packet,
        'ip.frag_offset',
        own('ip.frag_offset').map((units) => Number(units) * 8),
        [ip.fragmentOffset],
      );
    } else {
      this.#equal(packet, 'ipv6.hlim', own('ipv6.hlim'), [ip.ttl]);
      if (ip.totalLength !== 0) this.#equal(packet, 'ipv6.plen', own('ipv6.plen'), [ip.totalLength - 40]);
      if (!ip.isFragment) return;
      this.#equal(packet, 'ipv6.fraghdr.ident', own('ipv6.fraghdr.ident').map(Number), [ip.identification]);
      this.#equal(packet, 'ipv6.fraghdr.more', own('ipv6.fraghdr.more'), [Number(ip.moreFragments)]);
      // tshark 4.0 prints both kinds of offset in units of eight bytes
      this.#equal(
        packet,
        'ipv6.fraghdr.offset',
        own('ipv6.fraghdr.offset').map((units) => Number(units) * 8),
        [ip.fragmentOffset],
      );
    }
  }

  #tcp(packet: Packet, row: Row): void {
    const { tcp, buf } = packet;
    const numbers = (column: string): number[] => values(row, column).map(Number);
    const given = (value: number, isHere = tcp.present): number[] => (isHere ? [value] : []);
    this.#equal(packet, 'tcp.srcport', numbers('tcp.srcport'), given(tcp.sourcePort));
    this.#equal(packet, 'tcp.dstport', numbers('tcp.dstport'), given(tcp.destinationPort));
    this.#equal(packet, 'tcp.seq_raw', numbers('tcp.seq_raw'), given(tcp.seq));
    this.#equal(packet, 'tcp.ack_raw', numbers('tcp.ack_raw'), given(tcp.ack));
    this.#equal(packet, 'tcp.len', numbers('tcp.len'), given(tcp.payloadLength));
    this.#equal(packet, 'tcp.hdr_len', numbers('tcp.hdr_len'), given(tcp.headerLength));
    this.#equal(packet, 'tcp.flags', numbers('tcp.flags'), given(tcp.flags));
    this.#equal(packet, 'tcp.window_size_value', numbers('tcp.window_size_value'), given(tcp.window));
    this.#equal(packet, 'tcp.urgent_pointer', numbers('tcp.urgent_pointer'), given(tcp.urgentPointer));
    this.#equal(packet, 'tcp.checksum', numbers('tcp.checksum'), given(tcp.checksum));
    if (!tcp.present) return;

    const view = this.#options;
    scanTcpOptions(buf, tcp.optionsAt, tcp.optionsEnd, view);
    this.#equal(packet, 'tcp.options.mss_val', numbers('tcp.options.mss_val'), given(view.mss, view.mss !== -1));
    const shift = numbers('tcp.options.wscale.shift');
    this.#equal(packet, 'tcp.options.wscale.shift', shift, given(view.windowScale, view.windowScale !== -1));
    this.#equal(packet, 'tcp.options.sack_perm', values(row, 'tcp.options.sack_perm').length > 0, view.sackPermitted);
    const isTimed = view.hasTimestamps;
    this.#equal(
      packet,
      'tcp.options.timestamp.tsval',
      numbers('tcp.options.timestamp.tsval'),
      given(view.tsVal, isTimed),
    );
    this.#equal(
      packet,
      'tcp.options.timestamp.tsecr',
      numbers('tcp.options.timestamp.tsecr'),
      given(view.tsEcr, isTimed),
    );
    const sackEdges = [...view.sackLeft.slice(0, view.sackBlocks)];
    // relative_sequence_numbers was off when the answers were recorded: edges are absolute, as here
    this.#equal(packet, 'tcp.options.sack_le', numbers('tcp.options.sack_le'), sackEdges);
    const described = describeTcpOptions(buf.subarray(tcp.optionsAt, tcp.optionsEnd));
    const cookies = described.flatMap((option) => (option.cookie ? [option.cookie] : []));
    this.#equal(packet, 'tcp.options.tfo.cookie', values(row, 'tcp.options.tfo.cookie'), cookies);
    const blocks = described.flatMap((option) => option.blocks ?? []);
    this.#equal(
      packet,
      'tcp.options.sack_re',
      numbers('tcp.options.sack_re'),
      blocks.map((block) => block.right),
    );
  }

  #udp(packet: Packet, row: Row): void {
    const { udp, buf } = packet;
    const given = (value: number): string[] => (udp.present ? [String(value)] : []);
    this.#equal(packet, 'udp.srcport', values(row, 'udp.srcport'), given(udp.sourcePort));
    this.#equal(packet, 'udp.dstport', values(row, 'udp.dstport'), given(udp.destinationPort));
    this.#equal(packet, 'udp.length', values(row, 'udp.length'), given(udp.length));
    if (!udp.present) return;
    const isTheirs = (row['frame.protocols'] ?? '').endsWith(':dns');
    const isOurs = dns.probe(buf, udp.payloadAt, udp.payloadEnd) === 'yes';
    if (packet.frame.wireLength > packet.frame.end - packet.frame.start) return;
    if (isTheirs && isAssignedOpcode(buf, udp.payloadAt)) this.#equal(packet, 'recognised as dns', isTheirs, isOurs);
    if (!isTheirs && isOurs) this.differences.push(`frame ${packet.frame.number}: taken for dns, not so tshark`);
    if (isTheirs && isOurs) this.#dns(packet, row);
  }

  #dns(packet: Packet, row: Row): void {
    const { udp, buf } = packet;
    const length = udp.payloadEnd - udp.payloadAt;
    const anomalies: string[] = [];
    const view = dns
      .open()
      .decode(buf, udp.payloadAt, udp.payloadEnd, length, CLIENT_TO_SERVER, (kind) => anomalies.push(kind.id));
    const message = view.toMessage() as DnsMessage;
    this.#equal(packet, 'dns.id', values(row, 'dns.id').map(Number), [message.id]);
    this.#equal(packet, 'dns.flags.response', values(row, 'dns.flags.response'), [Number(message.isResponse)]);
    if (message.isResponse) this.#equal(packet, 'dns.flags.rcode', values(row, 'dns.flags.rcode'), [message.rcode]);
    const rootless = (name: string): string => (name === '.' ? '<Root>' : name);
    this.#equal(
      packet,
      'dns.qry.name',
      values(row, 'dns.qry.name'),
      message.questions.map((q) => rootless(q.name)),
    );
    this.#equal(packet, 'dns.count.answers', values(row, 'dns.count.answers'), [message.answers.length]);
    const records = [...message.answers, ...message.authorities, ...message.additionals];
    this.#equal(
      packet,
      'dns.resp.name',
      values(row, 'dns.resp.name'),
      records.map((record) => rootless(record.name)),
    );
    const dataOf = (type: string): string[] => records.filter((r) => r.type === type).map((r) => r.data);
    this.#equal(packet, 'dns.a', values(row, 'dns.a'), dataOf('A'));
    this.#equal(packet, 'dns.aaaa', values(row, 'dns.aaaa'), dataOf('AAAA'));
    this.#equal(packet, 'dns anomalies', [], anomalies);
  }

  #equal(packet: Packet, column: string, theirs: unknown, ours: unknown): void {
    const [left, right] = [text(theirs), text(ours)];
    if (left !== '') this.compared.set(column, (this.compared.get(column) ?? 0) + 1);
    if (left !== right) this.differences.push(`frame ${packet.frame.number} ${column}: tshark ${left}, here ${right}`);
  }
}

function text(value: unknown): string {
  return Array.isArray(value) ? value.join('|') : String(value);
}

function isAssignedOpcode(buf: Uint8Array, at: number): boolean {
  return (((buf[at + 2] ?? 0) >> 3) & 0x0f) <= 6;
}

describeWithShared('dissectors against tshark', () => {
  const totals = new Map<string, number>();

  for (const capture of listSharedCaptures('third-party')) {
    const reason = EXCLUDED[capture.name];
    test.skipIf(reason !== undefined)(`${capture.name}${reason === undefined ? '' : `: ${reason}`}`, async () => {
      const rows = readOracleRows(capture.name) ?? [];
      const dissector = new Dissector();
      const comparison = new Comparison();
      let frames = 0;
      await openSource(capture.path).run((frame) => {
        const row = rows[frame.number - 1];
        if (row === undefined) return;
        frames++;
        comparison.frame(dissector, dissector.dissect(frame), row);
      });
      for (const [column, count] of comparison.compared) totals.set(column, (totals.get(column) ?? 0) + count);
      expect(comparison.differences.slice(0, 10)).toEqual([]);
      expect(frames).toBe(rows.length);
    });
  }

  test('every column was really compared', () => {
    for (const column of [
      'ip.src',
      'ipv6.src',
      'vlan.id',
      'tcp.seq_raw',
      'tcp.options.sack_le',
      'udp.length',
      'dns.a',
    ]) {
      expect(totals.get(column), column).toBeGreaterThan(0);
    }
  });
});
