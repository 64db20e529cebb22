/** The number people quote. The serial runs over all years and never repeats; the year is that of the request's making. */
export function formatNumber(year: number, serial: number): string {
  return `VK-${String(year).padStart(4, '0')}-${String(serial).padStart(6, '0')}`;
}
