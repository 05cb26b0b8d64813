import type { Client, Command, SmithyResolvedConfiguration } from "@smithy/core/client";
import type { FetchHttpHandler } from "@smithy/fetch-http-handler";
import type { HttpHandlerOptions, MetadataBearer } from "@smithy/types";

/** What every client is built from: explicit, so that nothing is looked up in an environment or on a disk. */
export type ClientSettings = {
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
  requestHandler: FetchHttpHandler;
  maxAttempts: number;
  retryMode: "standard";
  defaultsMode: "standard";
  useDualstackEndpoint: false;
  useFipsEndpoint: false;
  endpoint?: string;
};

export type SdkCall<Input, Output> = (input: Input, region: string, options: HttpHandlerOptions) => Promise<Output>;

/** For services whose endpoint rules would put the account into the host name. */
export const fixedEndpoint = (endpoint: string) => ({
  endpointProvider: () => ({ url: new URL(endpoint) }),
  disableHostPrefix: true,
});

/** One client per region, made when it is first asked. */
export function on<
  Inputs extends object,
  Outputs extends MetadataBearer,
  Config extends SmithyResolvedConfiguration<HttpHandlerOptions>,
>(connect: (region: string) => Client<HttpHandlerOptions, Inputs, Outputs, Config>) {
  const clients = new Map<string, Client<HttpHandlerOptions, Inputs, Outputs, Config>>();
  const client = (region: string) => {
    const known = clients.get(region) ?? connect(region);
    clients.set(region, known);
    return known;
  };
  return <Input extends Inputs, Output extends Outputs>(
    SdkCommand: new (input: Input) => Command<Input, Output, Config, Inputs, Outputs>,
  ): SdkCall<Input, Output> =>
    (input, region, options) =>
      client(region).send(new SdkCommand(input), options);
}
