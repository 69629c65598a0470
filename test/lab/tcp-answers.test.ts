// The TCP part of every recorded capture of the lab against its reference answers, connection by connection.

import { beforeAll, expect, it } from 'vitest';
import { type Analysis, analyze, type ConnectionReport, type DataSegment } from '../../src/index.ts';
import { describeWithShared } from '../shared.ts';
import {
  type DataSegmentAnswer,
  instantOf,
  labCaptures,
  type OptionAnswer,
  type SegmentAnswer,
  type SessionAnswer,
} from './answers.ts';

const captures = labCaptures();

describeWithShared('TCP answers of the recorded lab', () => {
  it('finds the captures it is to judge', () => {
    expect(captures.length).toBeGreaterThanOrEqual(80);
  });
});

for (const { name, path, answer } of captures) {
  describeWithShared(name, () => {
    let analysis: Analysis;
    beforeAll(async () => {
      analysis = await analyze([path]);
    });

    const eachSession = (check: (report: ConnectionReport, session: SessionAnswer) => void): void => {
      for (const session of answer.sessions) check(connectionOf(analysis, session.stream), session);
    };

    it('capture', () => {
      const { capture } = analysis;
      expect(capture).toMatchObject({
        frames: answer.frames,
        firstTime: answer.first_time_ns === null ? null : instantOf(answer.first_time_ns),
        lastTime: answer.last_time_ns === null ? null : instantOf(answer.last_time_ns),
        cutFrames: answer.truncated_frames,
        truncated: false,
      });
      expect(capture.files[0]?.sha256).toBe(answer.sha256);
    });

    it('name resolution', () => {
      const frames = (kind: string): string[] =>
        answer.dns.filter((row) => row.kind === kind).map((row) => `${row.frame} ${row.qtype} ${row.name}`);
      const rows = analysis.nameResolution;
      expect(rows.map((row) => `${row.queryFrame} ${row.type} ${row.name}`)).toEqual(frames('query'));
      const responses = rows.filter((row) => row.responseFrame !== null);
      expect(responses.map((row) => `${row.responseFrame} ${row.type} ${row.name}`).sort()).toEqual(
        frames('response').sort(),
      );
      for (const row of responses) {
        const [query, response] = [row.queryFrame, row.responseFrame].map((frame) =>
          answer.dns.find((candidate) => candidate.frame === frame),
        );
        expect(row.durationNs).toBe(Number(BigInt(response?.time_ns ?? 0) - BigInt(query?.time_ns ?? 0)));
        expect(row.answers.length).toBe(response?.answers);
      }
    });

    it('connections', () => {
      expect(analysis.connections.map(({ stream }) => stream)).toEqual(answer.sessions.map(({ stream }) => stream));
      eachSession((report, session) => {
        expect(`${report.client.address}:${report.client.port}`).toBe(session.client);
        expect(`${report.server.address}:${report.server.port}`).toBe(session.server);
        expect(report.firstFrame).toBe(session.first_frame);
        expect(report.lastFrame).toBe(session.last_frame);
        expect(report.frames).toBe(session.n_frames);
        for (const side of ['client', 'server'] as const) {
          const { bytes, resent } = session.tcp[side]; // each byte of the stream once; the report counts what was sent
          if (resent.length === 0) expect(report.bytes[side]).toBe(bytes);
          else expect(report.bytes[side]).toBeGreaterThan(bytes);
        }
      });
    });

    it('handshake and initial sequence numbers', () => {
      eachSession(({ handshake }, session) => {
        const expected = session.handshake ?? null;
        expect(handshake === null).toBe(expected === null);
        if (handshake === null || expected === null) return;
        expect(handshake.synFrames).toEqual(expected.syn_frames);
        expect(handshake.synAckFrames).toEqual(expected.synack_frames);
        if (expected.ack_frame !== null) expect(handshake.ackFrame).toBe(expected.ack_frame);
        // The answer names the first SYN's time, the report the time of the SYN that was answered.
        if (expected.syn_frames.length === 1) expect(handshake.synTime).toBe(instantOf(expected.syn_time_ns));
        const rttNs = expected.rtt_syn_synack_ns === null ? null : Number(expected.rtt_syn_synack_ns);
        // Where a SYN-ACK was lost, the answer pairs the first SYN-ACK with a SYN that came after it.
        if (rttNs !== null && rttNs < 0) expect(handshake.synRttNs).toBeGreaterThan(0);
        else expect(handshake.synRttNs).toBe(rttNs);
        expect(handshake.initialSequenceNumber).toEqual({
          client: session.a_isn?.client?.absolute ?? null,
          server: session.a_isn?.server?.absolute ?? null,
        });
      });
    });

    it('options and windows of both SYNs', () => {
      eachSession(({ options, windows }, session) => {
        const values = (list: readonly OptionAnswer[]): OptionAnswer[] =>
          list.map(({ kind, value, shift, multiplier, tsval, tsecr }) => ({
            kind,
            ...defined({ value, shift, multiplier, tsval, tsecr }),
          }));
        expect(values(options.client)).toEqual(values(session.b_options?.client ?? []));
        expect(values(options.server)).toEqual(values(session.b_options?.server ?? []));
        expect(windows.client.initial).toBe(session.c_receive_window?.client_syn ?? null);
        expect(windows.server.initial).toBe(session.c_receive_window?.server_synack ?? null);
        for (const side of ['client', 'server'] as const) {
          const scale = session.b_options?.[side]?.find(({ kind }) => kind === 3);
          expect(windows[side].scale).toBe(scale?.shift ?? null);
          // One SYN alone does not say whether scaling is in force (RFC 7323 §2.2).
          const isKnown = options.client.length > 0 && options.server.length > 0;
          expect(windows[side].multiplier).toBe(isKnown ? (scale?.multiplier ?? 1) : null);
        }
      });
    });

    it('first data segment and its acknowledgement', () => {
      eachSession((report, session) => expectSegment(report, 'firstData', session.d_first_data_segment));
    });

    it('segment that completes the first PUBLISH, and its acknowledgement', () => {
      eachSession((report, session) => {
        const expected = session.d_first_publish_segment;
        if (expected !== null && expected !== undefined) expectSegment(report, 'firstPublish', expected);
      });
    });

    it('first four data segments, over both directions and of the client', () => {
      eachSession(({ dataSegments, dataSegmentsByDirection }, session) => {
        expect(dataSegments.map(asAnswer)).toEqual(session.e_first_four_data_segments);
        expect(dataSegmentsByDirection.client.map(asAnswer).map(({ from, time_ns, ...rest }) => rest)).toEqual(
          session.e_first_four_data_segments_of_client,
        );
      });
    });

    it('end of the connection', () => {
      eachSession(({ teardown }, { close }) => {
        expect(teardown.initiator).toBe(close.first.by);
        expect(teardown.how).toBe(close.first.how === 'FIN' ? 'fin' : 'reset');
        expect(teardown.frames[0]).toMatchObject({ frame: close.first.frame, time: instantOf(close.first.time_ns) });
        const having = (flag: string): (readonly [number, string])[] =>
          teardown.frames.filter(({ flags }) => flags.includes(flag)).map(({ frame, direction }) => [frame, direction]);
        expect(having('FIN')).toEqual(close.fin_frames);
        expect(having('RST')).toEqual(close.rst_frames);
      });
    });

    it('zero windows', () => {
      eachSession(({ analysis: flags, windows }, session) => {
        expect(flags['zero_window'] ?? []).toEqual(session.zero_window_frames.map(([frame]) => frame));
        for (const side of ['client', 'server'] as const) {
          const frames = session.zero_window_frames.filter(([, from]) => from === side).map(([frame]) => frame);
          const spans = windows[side].zeroSpans;
          expect(spans.length > 0).toBe(frames.length > 0);
          for (const frame of frames) {
            expect(spans.some(({ fromFrame, toFrame }) => fromFrame <= frame && frame < (toFrame ?? Infinity))).toBe(
              true,
            );
          }
        }
      });
    });

    it('repeated, overtaken and missing segments', () => {
      eachSession((report, session) => {
        const sides = [session.tcp.client, session.tcp.server];
        const sorted = (frames: readonly number[]): number[] => [...new Set(frames)].sort((a, b) => a - b);
        const { handshake, analysis: flags, teardown } = report;
        const others = [
          ...(handshake?.synFrames ?? []),
          ...(handshake?.synAckFrames ?? []),
          ...teardown.frames.map(({ frame }) => frame),
        ];
        const again = [...(flags['retransmission'] ?? []), ...(flags['out_of_order'] ?? [])];
        expect(sorted(again.filter((frame) => !others.includes(frame)))).toEqual(
          sorted(sides.flatMap((side) => [...side.resent, ...side.out_of_order_or_late])),
        );
        // The answer names the first segment with data behind each hole, Wireshark's mark the first segment of any kind.
        const marks = sorted(flags['lost_segment'] ?? []);
        const behind = sorted(sides.flatMap((side) => side.after_gap));
        expect(marks.length).toBe(behind.length);
        for (const [index, frame] of behind.entries()) expect(frame - (marks[index] ?? 0)).toBeOneOf([0, 1, 2, 3]);
        const holes = (['client', 'server'] as const).flatMap((from) =>
          session.tcp[from].gaps_never_filled_rel_seq.map(([start, end]) => `${from} ${start} ${end - start}`),
        );
        expect(
          report.gaps.map(({ direction, relativeSeq, bytes }) => `${direction} ${relativeSeq} ${bytes}`).sort(),
        ).toEqual(holes.sort());
      });
    });
  });
}

function connectionOf(analysis: Analysis, stream: number): ConnectionReport {
  const report = analysis.connections.find((connection) => connection.stream === stream);
  if (report === undefined) throw new Error(`no connection ${stream}`);
  return report;
}

function expectSegment(report: ConnectionReport, key: 'firstData' | 'firstPublish', expected: SegmentAnswer): void {
  const segment = report[key];
  expect(segment).toMatchObject({
    frame: expected.frame,
    direction: expected.from,
    time: instantOf(expected.time_ns),
    headerLength: expected.tcp_header_len,
    payloadLength: expected.payload_len,
    ackFrame: expected.ack_frame,
    ackTime: expected.ack_time_ns === null ? null : instantOf(expected.ack_time_ns),
    rttNs: expected.rtt_ns === null ? null : Number(expected.rtt_ns),
  });
  const atSender = expected.sender_is_the_capturing_host;
  if (atSender !== null && atSender !== undefined) {
    expect(segment?.kind).toBe(atSender ? 'round-trip' : 'ack-delay');
  }
}

function asAnswer(segment: DataSegment): DataSegmentAnswer {
  return {
    frame: segment.frame,
    from: segment.direction,
    tcp_header: segment.headerLength,
    payload: segment.payloadLength,
    sum: segment.length,
    time_ns: segment.time.replace('.', ''),
  };
}

function defined(fields: Readonly<Record<string, number | undefined>>): Record<string, number> {
  const entries = Object.entries(fields).flatMap(([key, value]): [string, number][] =>
    value === undefined ? [] : [[key, value]],
  );
  return Object.fromEntries(entries);
}
