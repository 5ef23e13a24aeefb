/** The rows of a project that has this among its `setupFiles` are run in their safe forms. */
process.env['SLUICE_SAFE_FORMS'] = '1';
