#include "anqa/http/body_reader.hpp"

namespace anqa::http {
namespace {

Task<result<std::string, BodyError>> nothing() { co_return std::string(); }

}  // namespace

Task<result<std::string, BodyError>> BodyReader::read() const {
  return source_ ? source_->read() : nothing();
}

}  // namespace anqa::http
