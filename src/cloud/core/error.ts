/** An error as AWS answers it. `code` is AWS's own, such as `InvalidAllocationID.NotFound`. */
export class AwsError extends Error {
  override readonly name = "AwsError";
  constructor(
    readonly code: string,
    message: string,
    readonly status = 400,
    /** Further members of a modelled error's body, for JSON protocols. */
    readonly fields: Record<string, unknown> = {},
  ) {
    super(message);
  }
}
