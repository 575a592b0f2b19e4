/** Who listens on a port of this machine, where Linux tells it. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

export interface PortHolder {
  readonly pid: number;
  /** Name of the program, as the system has it. */
  readonly command: string;
}

const LISTENING = '0A';

/** null when nobody listens there, when it is somebody else's process, or where there is no /proc. */
export function holderOf(port: number): PortHolder | null {
  try {
    const sockets = new Set(
      ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((file) => listeners(readFileSync(file, 'latin1'), port)),
    );
    const pid = readdirSync('/proc').find((name) => /^\d+$/.test(name) && holdsOne(name, sockets));
    if (pid === undefined) return null;
    return { pid: Number(pid), command: readFileSync(`/proc/${pid}/comm`, 'utf8').trim() };
  } catch {
    return null;
  }
}

/** Inodes of the sockets that listen on the port. Columns: index, local address:port in hex, remote, state, …, inode. */
function listeners(table: string, port: number): string[] {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  return table
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter((words) => words[1]?.endsWith(`:${hex}`) && words[3] === LISTENING)
    .map((words) => `socket:[${words[9]}]`);
}

function holdsOne(pid: string, sockets: ReadonlySet<string>): boolean {
  if (sockets.size === 0) return false;
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => sockets.has(linkOf(`/proc/${pid}/fd/${fd}`)));
  } catch {
    return false;
  }
}

/** A descriptor can close between the listing and the look. */
function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}
