/** Backstage's own names of errors, each with its status. */
const STATUS = {
  InputError: 400,
  AuthenticationError: 401,
  NotAllowedError: 403,
  NotFoundError: 404,
  ConflictError: 409,
  ServiceUnavailableError: 503,
} as const;
export type ErrorName = keyof typeof STATUS;

/** An outcome in Backstage's words; the text reaches the client. */
export class ApiError extends Error {
  constructor(
    override readonly name: ErrorName,
    message: string,
  ) {
    super(message);
  }
  get status() {
    return STATUS[this.name];
  }
}
export class InputError extends ApiError {
  constructor(message: string) {
    super("InputError", message);
  }
}
export const notFound = (message: string) => new ApiError("NotFoundError", message);
