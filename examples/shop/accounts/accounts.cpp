#include "accounts/accounts.hpp"

#include "anqa/web/crypto/random.hpp"

namespace shop::accounts {

std::string new_visitor_id() { return anqa::random_token(18); }

std::string normalized_email(std::string_view email) {
  std::string out(email);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

Customer find_or_create(anqa::BlockingRepo& repo, std::string_view email, const std::string& name) {
  const auto address = normalized_email(email);
  const auto known = repo.one(anqa::from<Customer>().where(anqa::field<&Customer::email> == address));
  // Inside a transaction nobody else can add the same customer meanwhile.
  if (!known) return repo.insert(Customer{.email = address, .name = name}).value();
  return repo.update(anqa::change(*known).put_change<&Customer::name>(name)).value();
}

}  // namespace shop::accounts
