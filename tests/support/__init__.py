"""What tests of every room share: the stage, its cast, and the channels on which stories are played."""
