import type { ProfileRolePort } from "../../core/ports.ts";
import type { CloudContext } from "../../core/types.ts";
import { createFirewall, type Firewall } from "./firewall.ts";
import { createLifecycle, type Lifecycle } from "./lifecycle.ts";
import { type Ec2State, emptyState } from "./model.ts";
import { addDefaultVpc } from "./network.ts";
import { createPublicAddresses, type PublicAddresses } from "./public-address.ts";

/** What every EC2 operation and resource works with. */
export interface Ec2 {
  ctx: CloudContext;
  state: Ec2State;
  lifecycle: Lifecycle;
  publicAddresses: PublicAddresses;
  firewall: Firewall;
  roleOfProfile: ProfileRolePort;
}

export function createEc2Context(ctx: CloudContext, roleOfProfile: ProfileRolePort): Ec2 {
  const state = emptyState();
  addDefaultVpc(ctx, state);
  const publicAddresses = createPublicAddresses(ctx, state);
  return {
    ctx,
    state,
    publicAddresses,
    roleOfProfile,
    lifecycle: createLifecycle(ctx, publicAddresses),
    firewall: createFirewall(ctx, state),
  };
}
