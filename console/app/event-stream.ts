export interface StreamEvent {
  event: string;
  data: string;
}

/**
 * Server-sent events out of text as it arrives, cut anywhere. Comments (`: keep-alive`) are dropped.
 * Pure, so that it is tested without a browser; `EventSource` itself cannot send the Authorization header.
 */
export async function* readEvents(chunks: AsyncIterable<string>): AsyncGenerator<StreamEvent> {
  let rest = '';
  for await (const chunk of chunks) {
    rest += chunk;
    // A CR at the very end may be the first half of a CRLF: wait for the next chunk.
    const blocks = rest.replace(/\r\n/g, '\n').split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const event = parseBlock(block);
      if (event) yield event;
    }
  }
}

function parseBlock(block: string): StreamEvent | null {
  let event = 'message';
  const data: string[] = [];
  for (const line of block.split('\n')) {
    const match = /^(event|data):? ?(.*)$/.exec(line);
    if (match?.[1] === 'event') event = match[2] ?? '';
    if (match?.[1] === 'data') data.push(match[2] ?? '');
  }
  return data.length > 0 || event !== 'message' ? { event, data: data.join('\n') } : null;
}
