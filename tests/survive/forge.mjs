// Signed tokens (Phoenix.Token's format, which the live pages use), made anew by who knows the secret.
import { createHmac, pbkdf2Sync } from 'node:crypto'

function signature(secret, salt, signed) {
  const key = pbkdf2Sync(secret, salt, 1000, 32, 'sha256')
  return createHmac('sha256', key).update(signed).digest('base64url')
}

/** The token as if it had been signed so many seconds earlier. Its last fields are the time and the age that it may have. */
export function aged(token, secret, salt, seconds) {
  const [head, body, given] = token.split('.')
  if (signature(secret, salt, `${head}.${body}`) !== given) throw new Error(`not signed with the salt "${salt}"`)
  const payload = Buffer.from(body, 'base64url')
  const bignum = payload.lastIndexOf(Buffer.from([110, 6, 0]))
  payload.writeUIntLE(payload.readUIntLE(bignum + 3, 6) - seconds * 1000, bignum + 3, 6)
  const signed = `${head}.${payload.toString('base64url')}`
  return `${signed}.${signature(secret, salt, signed)}`
}

/** The token with a bit changed in the middle of its content. */
export function tampered(token) {
  const [head, body, mac] = token.split('.')
  const bytes = Buffer.from(body, 'base64url')
  bytes[bytes.length >> 1] ^= 1
  return `${head}.${bytes.toString('base64url')}.${mac}`
}
