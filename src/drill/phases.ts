/** What a drill goes through, in this order. */
export const drillPhases = ["laboratory", "steady", "failover", "failback"] as const;
