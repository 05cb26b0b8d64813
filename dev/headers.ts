/**
 * What a page may do. Only our own files run and are asked; nobody frames us. Style attributes are allowed because the
 * virtual tables and the popovers position themselves with them.
 */
const POLICY = {
  "default-src": "'none'",
  "script-src": "'self'",
  "style-src": "'self'",
  "style-src-attr": "'unsafe-inline'",
  "img-src": "'self' data:",
  "font-src": "'self'",
  "connect-src": "'self'",
  "manifest-src": "'self'",
  "worker-src": "'self'",
  "form-action": "'self'",
  "base-uri": "'none'",
  "frame-ancestors": "'none'",
  "object-src": "'none'",
  "require-trusted-types-for": "'script'",
  "trusted-types": "'none'",
};

/** Headers of every file of the web app, here and (through web/dist/_headers) at Cloudflare. */
export function pageHeaders(scheme: "http" | "https"): Record<string, string> {
  const policy = Object.entries(POLICY).map(([name, value]) => `${name} ${value}`);
  const overTls = { "Strict-Transport-Security": "max-age=31536000; includeSubDomains" };
  return {
    "Content-Security-Policy": [...policy, ...(scheme === "https" ? ["upgrade-insecure-requests"] : [])].join("; "),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    ...(scheme === "https" ? overTls : {}),
  };
}
