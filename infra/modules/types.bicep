@export()
@description('Tags of a resource.')
type Tags = {
  @description('Value of the tag.')
  *: string
}

@export()
@description('What a lock, a private network and a second zone are decided by.')
type Protection = {
  @description('Whether things that hold data are kept in several zones.')
  zoneRedundant: bool

  @description('Whether things that hold data are reached through private endpoints only.')
  privateOnly: bool

  @description('Whether nobody can delete by mistake what holds data.')
  locked: bool
}
