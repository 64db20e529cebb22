/** Every operation the page sends. What a person chooses travels in variables, never in the text. */

const OFFER = /* GraphQL */ `
  fragment OfferCard on BenefitOffer {
    id
    state
    certainty
    foundAt
    applyBy
    lateConsequence { lv en }
    value { amount currency }
    concerning { id givenName }
    because { nodeId met fact description { lv en } provenance { source ageSeconds stale } }
    benefit {
      id
      code
      kind
      award
      name { lv en }
      grantor { id name { lv en } }
      legalBasis { title url }
      criteriaNodes { id legalBasis { title url } }
      value { per percent description { lv en } }
      service { id name { lv en } processingDays }
    }
  }`;

const REQUEST = /* GraphQL */ `
  fragment RequestRow on ServiceRequest {
    id
    number
    status
    submittedAt
    dueOn
    missing
    answers { question answer }
    benefit { id name { lv en } }
    concerning { id givenName }
    service { id name { lv en } owner { id name { lv en } } processingDays }
  }`;

export const DASHBOARD = /* GraphQL */ `
  query Dashboard($states: [OfferState!], $first: Int) {
    session { mandate { basis scope validTo } }
    me {
      id
      givenName
      surname
      birthDate
      age
      vitalStatus
      deathDate
      residenceState
      residenceSince
      provenance { source ageSeconds stale }
      declaredResidence { code text postalCode municipality { code name } provenance { source ageSeconds stale } }
      children { id givenName surname birthDate }
      statuses { id state validFrom validTo type { code name { lv en } } issuer { id name { lv en } } }
      benefits { id state validFrom validTo benefit { id name { lv en } grantor { id name { lv en } } } }
      offers(states: $states) { ...OfferCard }
      requests(first: $first) { edges { node { ...RequestRow } } pageInfo { hasNextPage endCursor } }
      lifeSituations {
        id
        since
        situation { id name { lv en } }
        steps { done dueOn step { order title { lv en } service { id name { lv en } } } }
      }
    }
  }
  ${OFFER}
  ${REQUEST}`;

export const SESSION = /* GraphQL */ `
  query Session {
    session { roles expiresAt organization { id name { lv en } } }
  }`;

export const OFFER_CHANGED = /* GraphQL */ `
  subscription OfferChanged {
    offerChanged { ...OfferCard }
  }
  ${OFFER}`;

export const ACCEPT_OFFER = /* GraphQL */ `
  mutation AcceptOffer($id: ID!) {
    acceptOffer(id: $id) {
      __typename
      ... on AcceptOfferSuccess {
        offer { id state }
        request { ...RequestRow }
        instruction { id state validFrom validTo }
      }
      ... on Conflict { message code }
    }
  }
  ${REQUEST}`;

export const DECLINE_OFFER = /* GraphQL */ `
  mutation DeclineOffer($id: ID!) {
    declineOffer(id: $id) {
      __typename
      ... on DeclineOfferSuccess { offer { id state } }
      ... on Conflict { message code }
    }
  }`;

export const ANSWER_MISSING = /* GraphQL */ `
  mutation AnswerMissing($input: AnswerMissingInput!) {
    answerMissing(input: $input) {
      __typename
      ... on AnswerMissingSuccess { request { ...RequestRow } }
      ... on InvalidInput { message code path }
      ... on Conflict { message code path }
    }
  }
  ${REQUEST}`;

export const MARK_OFFERS_SEEN = /* GraphQL */ `
  mutation MarkOffersSeen($ids: [ID!]!) {
    markOffersSeen(ids: $ids) {
      __typename
      ... on InvalidInput { message code }
    }
  }`;
