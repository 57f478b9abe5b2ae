"""The AWS API's own shapes, typed, with what absence means for each field."""
