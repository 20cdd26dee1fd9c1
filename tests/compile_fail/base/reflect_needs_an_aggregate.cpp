// expect: only an aggregate has fields to reflect on: no constructors, no private or virtual members
#include "anqa/base/reflect.hpp"

class Account {
 public:
  explicit Account(int balance) : balance_(balance) {}

 private:
  int balance_;
};

static_assert(anqa::field_count<Account> == 1);
