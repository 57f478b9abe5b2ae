"""A second opinion: one packet at a time, through the answers of the AWS API as they are.

It decides nothing by sets, knows nothing of a job's request, and takes nothing from `vpclint`, so that no mistake is
made twice. What it does is what the Amazon VPC User Guide says that the network does, step by step, and slowly.
`judging` asks it about every address and port at which anything in a world begins or ends, and so about every case
that a world holds; `test_agreement` puts its answers beside those of the set engine.
"""
