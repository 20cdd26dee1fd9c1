#pragma once

#include <string>

#include "accounts/customer.hpp"
#include "anqa/data/blocking_repo.hpp"

/// Who the shop's visitors and customers are.
namespace shop::accounts {

/// An unguessable id for a visitor who has none yet; kept in the signed session.
std::string new_visitor_id();

/// An e-mail address as it is stored, so that one customer is one row however they spell it.
std::string normalized_email(std::string_view email);

/// The customer of this address, made or renamed as needed. For use inside a transaction.
Customer find_or_create(anqa::BlockingRepo& repo, std::string_view email, const std::string& name);

}  // namespace shop::accounts
