import { AwsError } from "../../../core/error.ts";
import type { ResourceProvider } from "../../../core/types.ts";
import type { Ec2 } from "../context.ts";
import type { Address, Instance } from "../model.ts";
import { kinds, requireAddress, requireOne } from "../validate.ts";
import { required, resourceTags, updatedTags } from "./support.ts";

const CLOUDFORMATION = "cloudformation.amazonaws.com";

export const elasticIp = ({ state, publicAddresses }: Ec2): ResourceProvider => ({
  type: "AWS::EC2::EIP",
  replaces: ["Domain", "NetworkBorderGroup", "PublicIpv4Pool"],
  async create(properties, resource) {
    const holder = properties.InstanceId && requireOne(state.instances, properties.InstanceId, kinds.instance);
    const address = publicAddresses.allocate();
    address.tags = resourceTags(properties.Tags, resource);
    if (holder) await publicAddresses.associate(address, holder, CLOUDFORMATION).effective;
    return {
      physicalId: address.publicIp,
      attributes: { AllocationId: address.allocationId, PublicIp: address.publicIp },
    };
  },
  async update(physicalId, properties, resource, before) {
    const address = requireAddress(state, undefined, physicalId);
    address.tags = updatedTags(address.tags, resourceTags(properties.Tags, resource), before.Tags);
    if (properties.InstanceId === before.InstanceId) return {};
    const holder = properties.InstanceId && requireOne(state.instances, properties.InstanceId, kinds.instance);
    if (holder) await publicAddresses.associate(address, holder, CLOUDFORMATION).effective;
    else if (address.association) await publicAddresses.disassociate(address, CLOUDFORMATION);
    return {};
  },
  async delete(physicalId) {
    const address = requireAddress(state, undefined, physicalId);
    if (address.association) await publicAddresses.disassociate(address, CLOUDFORMATION);
    publicAddresses.free(address);
  },
});

/** Resolves when packets follow, so that a deployed stack works. */
export const elasticIpAssociation = ({ state, publicAddresses }: Ec2): ResourceProvider => {
  async function associate(address: Address, holder: Instance) {
    const { associationId, effective } = publicAddresses.associate(address, holder, CLOUDFORMATION);
    await effective;
    return { physicalId: associationId, attributes: { Id: associationId } };
  }
  return {
    type: "AWS::EC2::EIPAssociation",
    async create(properties) {
      const address = requireAddress(state, properties.AllocationId, properties.EIP);
      const holder = requireOne(state.instances, required<string>(properties, "InstanceId"), kinds.instance);
      if (address.association && address.association.instanceId !== holder.instanceId) {
        throw new AwsError(
          "Resource.AlreadyAssociated",
          `resource ${address.allocationId} is already associated with associate-id ${address.association.associationId}`,
        );
      }
      return associate(address, holder);
    },
    /** The address goes from one instance to the other in one step: made anew, it would have two holders for a while. */
    async update(_physicalId, properties) {
      const address = requireAddress(state, properties.AllocationId, properties.EIP);
      return associate(address, requireOne(state.instances, properties.InstanceId, kinds.instance));
    },
    async delete(physicalId) {
      const address = [...state.addresses.values()].find(
        (known: Address) => known.association?.associationId === physicalId,
      );
      if (address) await publicAddresses.disassociate(address, CLOUDFORMATION);
    },
  };
};
