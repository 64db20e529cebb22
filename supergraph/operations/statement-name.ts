const WRITES = /\b(insert into|update|delete from)\s+("?[a-z_]+"?\."?[a-z_]+"?)/i;
const READS = /\bfrom\s+("?[a-z_]+"?\."?[a-z_]+"?)/i;

/** A statement in two words, such as `select offers.offer`: of one that reads and writes, what it writes first. */
export function nameStatement(statement: string): string {
  const write = WRITES.exec(statement);
  if (write) return `${write[1]!.split(' ', 1)[0]!.toLowerCase()} ${write[2]!.replaceAll('"', '')}`;
  const read = READS.exec(statement);
  const [verb] = /[a-z]+/i.exec(statement) ?? ['statement'];
  if (read) return `select ${read[1]!.replaceAll('"', '')}`;
  return verb.toLowerCase();
}
