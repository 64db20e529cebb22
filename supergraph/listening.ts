import { ConfigError } from './config.ts';

export interface Listening {
  host: string;
  port: number;
  /** What the names of its settings begin with: nothing for HOST and PORT. */
  prefix: '' | 'METRICS_';
  /** A port that every user may open. */
  usualPort: number;
}

/** @throws ConfigError naming the setting to change when the port is not to be had */
export async function listening<T>(server: Promise<T>, { host, port, prefix, usualPort }: Listening): Promise<T> {
  try {
    return await server;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const which = prefix ? `${prefix}PORT: port ${port}` : `Port ${port}`;
    if (code === 'EADDRINUSE') throw new ConfigError(`${which} is taken. Stop what listens there, or name another: ${prefix}PORT=${port + 1}`);
    if (code === 'EACCES') throw new ConfigError(`${which} may not be opened by this user. Name one above 1023: ${prefix}PORT=${usualPort}`);
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') throw new ConfigError(`${prefix}HOST is "${host}"; expected an address of this machine, such as 127.0.0.1 or 0.0.0.0`);
    throw error;
  }
}
