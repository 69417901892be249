// Ids that this browser draws itself. crypto.randomUUID exists only on https and localhost; a desk in
// an office may well be spoken to over plain http.

/** 32 hex digits, 128 random bits. */
export function drawn(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
