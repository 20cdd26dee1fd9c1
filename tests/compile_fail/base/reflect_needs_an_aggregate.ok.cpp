#include "anqa/base/reflect.hpp"

struct Account {
  int balance;
};

static_assert(anqa::field_count<Account> == 1);
