// The embedded broker: aedes behind a TCP or TLS port. It speaks MQTT 3.1 and 3.1.1 and keeps everything in memory.

import { timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { Aedes, AuthenticateError, Client } from 'aedes';
import type { Text } from '../core/text.ts';
import { printable } from './printable.ts';
import { BrokerError, errorCode } from './transfer-errors.ts';

export interface BrokerOptions {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** PEM of certificate and key; null: plain TCP. */
  readonly tls: { readonly cert: Buffer; readonly key: Buffer } | null;
  /** Who may connect; null: anyone. */
  readonly login: { readonly username: string; readonly password: string } | null;
  /** Clients come and go. */
  readonly onNote: (text: Text) => void;
}

export interface RunningBroker {
  readonly port: number;
  /** Connected clients. */
  readonly clients: number;
  close(): Promise<void>;
}

const CLOSE_MS = 1000;
const LONGEST_CLIENT_ID = 80;
/** MQTT 3.1.1 table 3.1: bad user name or password. */
const REFUSED_LOGIN = 4;

/** Rejects with BrokerError when the port cannot be had. */
export async function startBroker(options: BrokerOptions): Promise<RunningBroker> {
  const { Aedes: Broker } = await import('aedes');
  const aedes = await Broker.createBroker({
    authenticate: (_client, username, password, done) => {
      if (isAllowed(options.login, username, password)) done(null, true);
      else done(refusedLogin(), false);
    },
  });
  tellComings(aedes, options.onNote);
  const sockets = new Set<Socket>();
  const welcome = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined); // aedes closes it
    socket.setNoDelay(true);
    aedes.handle(socket);
  };
  const server = options.tls === null ? createServer(welcome) : createTlsServer(options.tls, welcome);
  const port = await listen(server, options).catch((error: unknown) => {
    aedes.close();
    throw error;
  });
  return {
    port,
    get clients() {
      return aedes.connectedClients;
    },
    close: async () => {
      server.close();
      const timer = setTimeout(() => destroyAll(sockets), CLOSE_MS);
      await new Promise<void>((resolve) => aedes.close(() => resolve()));
      clearTimeout(timer);
      destroyAll(sockets);
    },
  };
}

async function listen(server: Server, { host, port }: BrokerOptions): Promise<number> {
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    throw cannotListen(host, port, error);
  }
  const address = server.address();
  return address === null || typeof address === 'string' ? port : address.port;
}

function destroyAll(sockets: ReadonlySet<Socket>): void {
  for (const socket of sockets) socket.destroy();
}

function isAllowed(login: BrokerOptions['login'], username: string | undefined, password: Buffer | undefined): boolean {
  if (login === null) return true;
  return isSame(login.username, Buffer.from(username ?? '')) && isSame(login.password, password ?? Buffer.alloc(0));
}

function isSame(expected: string, given: Uint8Array): boolean {
  const bytes = Buffer.from(expected);
  return bytes.length === given.length && timingSafeEqual(bytes, given);
}

function refusedLogin(): AuthenticateError {
  return Object.assign(new Error('bad user name or password'), { returnCode: REFUSED_LOGIN });
}

function tellComings(aedes: Aedes, onNote: (text: Text) => void): void {
  aedes.on('client', ({ id }: Client) => {
    const name = printable(id, LONGEST_CLIENT_ID);
    onNote({ es: `${name}: conectado.`, en: `${name}: connected.` });
  });
  aedes.on('clientDisconnect', ({ id }: Client) => {
    const name = printable(id, LONGEST_CLIENT_ID);
    onNote({ es: `${name}: desconectado.`, en: `${name}: disconnected.` });
  });
}

function cannotListen(host: string, port: number, cause: unknown): BrokerError {
  const code = errorCode(cause);
  const why: Text =
    code === 'EADDRINUSE'
      ? { es: 'ese puerto ya está en uso', en: 'that port is in use already' }
      : code === 'EACCES'
        ? { es: 'sin permiso para ese puerto', en: 'no permission for that port' }
        : code === 'EADDRNOTAVAIL'
          ? { es: 'esta máquina no tiene esa dirección', en: 'this machine has no such address' }
          : { es: code ?? String(cause), en: code ?? String(cause) };
  return new BrokerError({
    code: 'E_TRANSFER_LISTEN',
    what: {
      es: `el broker no puede escuchar en ${host}, puerto ${port}: ${why.es}.`,
      en: `the broker cannot listen on ${host}, port ${port}: ${why.en}.`,
    },
    hint: { es: 'Indique otro con --port o --host.', en: 'Name another one with --port or --host.' },
    cause,
  });
}
