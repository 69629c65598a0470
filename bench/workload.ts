// What a generated capture is, and the truth that the tool must find in it.

export interface Truth {
  readonly frames: number;
  readonly connections: number;
  /** MQTT packets wholly in the capture, by type. */
  readonly messages: Readonly<Record<string, number>>;
  /** Segments sent a second time. */
  readonly retransmissions: number;
  /** Holes: stretches of a stream that are not in the capture. */
  readonly gaps: number;
  readonly gapBytes: number;
  /** Segments captured behind a later one. */
  readonly reordered: number;
}

export interface Workload {
  readonly name: string;
  readonly description: string;
  /** Writes the capture; `scale` 1 is the full size. */
  generate(path: string, scale: number): Truth;
}

/** Counts while a capture is written. */
export class TruthCounter {
  readonly messages: Record<string, number> = {};
  connections = 0;
  retransmissions = 0;
  gaps = 0;
  gapBytes = 0;
  reordered = 0;

  message(type: string): void {
    this.messages[type] = (this.messages[type] ?? 0) + 1;
  }

  truth(frames: number): Truth {
    const { messages, connections, retransmissions, gaps, gapBytes, reordered } = this;
    return { frames, connections, messages, retransmissions, gaps, gapBytes, reordered };
  }
}
