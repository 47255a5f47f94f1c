/**
 * A line of CSV (RFC 4180): cells in quotes where they need to be, CRLF at the end. A cell that a spreadsheet would run as a
 * formula gets an apostrophe in front (api.md, "CSV").
 */
export const csvLine = (cells: readonly string[]) => `${cells.map((cell) => quoted(harmless(cell))).join(',')}\r\n`;

const harmless = (cell: string) => (/^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell);

const quoted = (cell: string) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
