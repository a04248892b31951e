print("foundations")
