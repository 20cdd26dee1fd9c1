// expect: this key has no std::hash: specialise it, or use a plain struct, a tuple or a text
#include "anqa/otp/table.hpp"

class Key {
 public:
  explicit Key(int number) : number_(number) {}
  bool operator==(const Key&) const = default;

 private:
  int number_;
};

bool has(const anqa::Table<Key, int>& table) { return table.member(Key(1)); }
