import { z } from 'zod';
import { CallFailure } from './failure.ts';

/** Reads a JSON answer of at most `most` bytes and checks its shape; what is wrong is told by place, never by value. */
export async function boundedJson<T>(response: Response, most: number, shape: z.ZodType<T>): Promise<T> {
  const parsed = shape.safeParse(parse(await readBytes(response, most)));
  if (parsed.success) return parsed.data;
  const places = parsed.error.issues.slice(0, 3).map((issue) => `${issue.path.map(String).join('.')}: ${issue.code}`);
  throw new CallFailure(`the answer has another shape (${places.join(', ')})`, { transient: true });
}

async function readBytes(response: Response, most: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > most) throw new CallFailure(`the answer is longer than ${most} bytes`, { transient: false });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString());
  } catch {
    throw new CallFailure('the answer is not JSON', { transient: true });
  }
}
