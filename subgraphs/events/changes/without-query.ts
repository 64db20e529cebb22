/** A receiver's URL as it may be written down: what stands behind the question mark may be its secret. */
export function withoutQuery(url: string | null): string | null {
  const parsed = url === null ? null : URL.parse(url);
  return parsed && `${parsed.origin}${parsed.pathname}`;
}
